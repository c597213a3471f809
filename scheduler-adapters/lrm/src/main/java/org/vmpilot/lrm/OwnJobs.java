package org.vmpilot.lrm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What our ids are the ids of: for a session that ends whatever bears an id now. */
final class OwnJobs {
    private static final Logger LOG = LogManager.getLogger(OwnJobs.class);

    static final JobSnapshot NOTHING_SEEN = new JobSnapshot(Instant.EPOCH, List.of(), false);

    private final Dialect dialect;
    private final Identities identities = new Identities();
    private volatile JobSnapshot last = NOTHING_SEEN;

    OwnJobs(Dialect dialect) {
        this.dialect = dialect;
    }

    void submitted(List<JobId> ids, String name) {
        ids.forEach(id -> identities.submitted(id.text(), name));
    }

    /** By its name, the one thing that we know of a job whose submit lost its answer: one that lives has that id now, whatever job had it before. */
    void found(List<Job> jobs) {
        jobs.stream()
                .filter(OwnJobs::isLiving)
                .forEach(job -> identities.submitted(job.id().text(), job.name()));
    }

    JobSnapshot seen(JobSnapshot snapshot) {
        snapshot.jobs().stream()
                .filter(job -> !job.isUnreadable())
                .forEach(job -> identities.seen(job.id().text(), job.name()));
        last = snapshot;
        return snapshot;
    }

    /**
     * Whether the id is another job's now. A job that lived at the last look is the one that it was: ids are given again only when they are free. Else the LRM is
     * asked; where it does not tell, the id is ours.
     */
    boolean isAnothers(JobId id) {
        return !anothers(List.of(id)).isEmpty();
    }

    /** Likewise those of several, with one question at most. */
    Set<JobId> anothers(Collection<JobId> ids) {
        Map<JobId, Job> living = living(last);
        List<JobId> open = ids.stream()
                .filter(id -> !living.containsKey(id) || isAnother(living.get(id)))
                .toList();
        if (open.isEmpty()) {
            return Set.of();
        }
        try {
            Map<JobId, Job> now = living(seen(dialect.snapshot(open)));
            return open.stream()
                    .filter(id -> now.containsKey(id) && isAnother(now.get(id)))
                    .collect(Collectors.toSet());
        } catch (LrmException e) {
            LOG.debug("whose {} are: {}", open, e.getMessage());
            return Set.of();
        }
    }

    /** What the LRM last showed; nothing, and not complete, before that. */
    JobSnapshot newest() {
        return last;
    }

    private static Map<JobId, Job> living(JobSnapshot snapshot) {
        return snapshot.jobs().stream()
                .filter(OwnJobs::isLiving)
                .collect(Collectors.toMap(Job::id, job -> job, (one, again) -> one));
    }

    private static boolean isLiving(Job job) {
        return job.state() != Job.State.ENDED;
    }

    private boolean isAnother(Job job) {
        return !job.isUnreadable() && identities.isAnother(job.id().text(), job.name());
    }
}
