package org.vmpilot.lrm.pbs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.DrmaaLrm;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.commands.CommandsSession;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.commands.SessionOptions;

/**
 * PBS as the coordinator sees it. A job is cancelled only after a look at who bears its id now: a server gives an id again after it was set up
 * anew, and a late qdel would end a stranger.
 */
public final class PbsLrm implements Lrm {
    private static final Logger LOG = LogManager.getLogger(PbsLrm.class);

    private final Lrm joined;
    private final Qstat qstat;
    private final KnownJobs known = new KnownJobs();
    private final String owner;

    private PbsLrm(PbsSettings settings, CommandRunner runner, InstantSource clock) throws DrmaaException {
        Programs programs = new Programs(runner, settings.commands(), settings.environment(), settings.deadline());
        this.qstat = new Qstat(programs);
        this.owner = settings.owner();
        PbsCommands commands = new PbsCommands(programs, qstat, settings.settle(), Optional.empty());
        CommandsSession session = new CommandsSession(commands, SessionOptions.plain());
        session.initKeepingNothing();
        this.joined = new DrmaaLrm(session, new PbsDialect(settings, clock, programs, qstat, known));
    }

    /** Asks nobody yet: the server may come later. */
    public static PbsLrm open(PbsSettings settings, CommandRunner runner, InstantSource clock) {
        try {
            return new PbsLrm(settings, runner, clock);
        } catch (DrmaaException e) {
            throw new IllegalStateException("a new session that is kept nowhere", e);
        }
    }

    /** PBS's commands beside a DRMAA library that somebody else brings. */
    public static Dialect dialect(PbsSettings settings, CommandRunner runner, InstantSource clock) {
        Programs programs = new Programs(runner, settings.commands(), settings.environment(), settings.deadline());
        return new PbsDialect(settings, clock, programs, new Qstat(programs), new KnownJobs());
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        List<JobId> jobs = joined.submit(request);
        jobs.forEach(job -> known.submitted(job.text(), request.name()));
        return jobs;
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return joined.assemblies();
    }

    @Override
    public boolean shrinks() {
        return joined.shrinks();
    }

    @Override
    public void release(JobId job, String node) throws LrmException {
        joined.release(job, node);
    }

    @Override
    public void cancel(JobId job) throws LrmException {
        if (strangers(List.of(job)).isEmpty()) {
            joined.cancel(job);
        }
    }

    @Override
    public Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        try {
            Set<JobId> strangers = strangers(jobs);
            return joined.cancelAll(
                    jobs.stream().filter(job -> !strangers.contains(job)).toList());
        } catch (LrmException e) {
            Map<JobId, LrmException> failed = new LinkedHashMap<>();
            jobs.forEach(job -> failed.put(job, e));
            return failed;
        }
    }

    /** Those whose id is another job's by now, so that ours is over. One that PBS does not know is left to qdel to say so. */
    private Set<JobId> strangers(Collection<JobId> jobs) throws LrmException {
        List<PbsJob> shown;
        try {
            shown = qstat.some(jobs.stream().map(JobId::text).toList()).jobs();
        } catch (DrmCommunicationException e) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, "cancel of " + jobs + ": " + e.getMessage(), e);
        }
        Set<JobId> strangers = new HashSet<>();
        for (PbsJob one : shown) {
            boolean stranger = known.isAnother(one)
                    || !(one.owner().isEmpty() || one.owner().equals(owner));
            if (stranger && jobs.contains(new JobId(one.id()))) {
                LOG.warn("{} is the job '{}' of {} by now: it is not cancelled", one.id(), one.name(), one.owner());
                strangers.add(new JobId(one.id()));
            }
        }
        return strangers;
    }

    @Override
    public String name() {
        return joined.name();
    }

    @Override
    public Duration settleTime() {
        return joined.settleTime();
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        return joined.snapshot(expected);
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        return joined.search(name);
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        return joined.nodes();
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        return joined.drain(node, reason);
    }

    @Override
    public void resume(String node) throws LrmException {
        joined.resume(node);
    }

    @Override
    public boolean startsLater() {
        return joined.startsLater();
    }

    @Override
    public boolean avoidsNodes() {
        return joined.avoidsNodes();
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        return joined.limits(queue);
    }

    @Override
    public void close() {
        joined.close();
    }
}
