package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * The one query for all living jobs of a session, for whoever asks: an answer that is fresh enough serves everybody, so that a caller
 * that asks for a thousand jobs one by one costs the LRM one query.
 */
final class Looks {
    private static final Logger LOG = LogManager.getLogger(Looks.class);

    private final JobCommands lrm;
    private final ExitFiles exits;
    private final Uptime uptime;
    private final Duration fresh;

    private Map<String, JobLook> newest = Map.of();
    private Set<String> asked = Set.of();
    private long askedAt;

    Looks(JobCommands lrm, ExitFiles exits, Uptime uptime, Duration fresh) {
        this.lrm = lrm;
        this.exits = exits;
        this.uptime = uptime;
        this.fresh = fresh;
    }

    /** Something was changed: what was seen before does not count. */
    synchronized void forget() {
        asked = Set.of();
        newest = Map.of();
    }

    /** A job as the LRM shows it now, or did a moment ago; empty: the LRM does not know it. */
    synchronized Optional<JobLook> at(String job, SessionJobs jobs) throws DrmaaException {
        Set<String> wanted = jobs.living();
        wanted.add(job);
        look(wanted, jobs);
        return Optional.ofNullable(newest.get(job));
    }

    /**
     * Looks at all living jobs of the session and records which are over.
     *
     * @return how many are newly over
     */
    synchronized int all(SessionJobs jobs) throws DrmaaException {
        Set<String> living = jobs.living();
        look(living, jobs);
        int before = living.size();
        return before - jobs.living().size();
    }

    private void look(Set<String> wanted, SessionJobs jobs) throws DrmaaException {
        long now = uptime.millis();
        boolean stillFresh = now - askedAt < fresh.toMillis() && asked.containsAll(wanted);
        if (wanted.isEmpty() || stillFresh) {
            return;
        }
        newest = lrm.look(wanted);
        asked = new LinkedHashSet<>(wanted);
        askedAt = now;
        for (String job : wanted) {
            if (jobs.has(job)) {
                judge(job, Optional.ofNullable(newest.get(job)), now, jobs);
            }
        }
    }

    private void judge(String job, Optional<JobLook> look, long now, SessionJobs jobs) {
        if (look.isPresent()) {
            jobs.seen(job);
            look.get().end().ifPresent(end -> jobs.over(exits.better(end)));
            return;
        }
        Optional<JobEnd> known;
        try {
            known = lrm.ended(job).map(exits::better).or(() -> exits.of(job));
        } catch (DrmaaException e) {
            // The history cannot be asked: nothing is known of this job, and all of the others.
            LOG.info("how job {} ended: {}", job, e.getMessage());
            return;
        }
        if (known.isPresent()) {
            jobs.over(known.get());
        } else if (jobs.missing(job, now) >= lrm.settleTime().toMillis()) {
            // Not zero: a first look that misses it never suffices, so that there are two at least.
            jobs.over(JobEnd.notKnown(job));
        }
    }
}
