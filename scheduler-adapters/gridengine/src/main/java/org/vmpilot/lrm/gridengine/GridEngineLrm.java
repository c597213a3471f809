package org.vmpilot.lrm.gridengine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.DrmaaLrm;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.worker.WorkerProcess;
import org.vmpilot.lrm.worker.WorkerSession;

/**
 * Grid Engine through its DRMAA binding, which lives in a worker process. When the outcome of a call is unknown the worker is
 * killed, and seen dead, before the caller hears of it: what it was asked cannot leave it any more.
 */
public final class GridEngineLrm implements Lrm {
    /**
     * What the library says when it has no connection over which a request could leave; a request that left and was not answered is
     * "failed receiving gdi request response".
     */
    private static final Pattern NOT_SENT = Pattern.compile("unable to (send message to|contact) qmaster");

    private final Lrm joined;
    private final GridEngineDialect dialect;
    private final WorkerProcess worker;

    private GridEngineLrm(WorkerSession session, GridEngineDialect dialect, WorkerProcess worker) {
        this.joined = new DrmaaLrm(session, dialect);
        this.dialect = dialect;
        this.worker = worker;
    }

    /**
     * Asks nobody yet: the cell may come later.
     *
     * @param state a folder of ours alone; it is made
     */
    public static GridEngineLrm open(
            GridEngineSettings settings, CommandRunner runner, InstantSource clock, Path state) {
        WorkerProcess worker = WorkerCommand.of(settings);
        WorkerSession session = new WorkerSession(worker, settings.deadline());
        try {
            session.initLater(null);
        } catch (AlreadyActiveSessionException e) {
            throw new IllegalStateException("a new session is not active", e);
        }
        Path drains = state.resolve("grid-engine-drains");
        return new GridEngineLrm(session, new GridEngineDialect(settings, runner, clock, drains), worker);
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        try {
            return submitOnce(request);
        } catch (LrmException e) {
            boolean refused =
                    e.kind() == LrmException.Kind.DENIED && e.getMessage().contains(Verification.REFUSAL);
            if (refused && dialect.mayWait(request)) {
                return submitOnce(request);
            }
            throw e;
        }
    }

    private List<JobId> submitOnce(JobRequest request) throws LrmException {
        try {
            List<JobId> jobs = joined.submit(request);
            dialect.taken(request);
            return jobs;
        } catch (LrmException e) {
            throw afterKill(e);
        }
    }

    @Override
    public void cancel(JobId job) throws LrmException {
        try {
            joined.cancel(job);
        } catch (LrmException e) {
            throw afterKill(e);
        }
    }

    /**
     * Of an LRM that could not be reached the worker is ended, too: nothing that its library may still hold can leave later. The next
     * call starts another one.
     */
    private LrmException afterKill(LrmException e) {
        if (e.kind() != LrmException.Kind.UNKNOWN && e.kind() != LrmException.Kind.UNREACHABLE) {
            return e;
        }
        if (!worker.kill()) {
            return new LrmException(LrmException.Kind.UNKNOWN, e.getMessage() + "; the worker cannot be ended", e);
        }
        boolean notSent = e.getCause() instanceof DrmCommunicationException
                && NOT_SENT.matcher(e.getMessage()).find();
        return notSent ? new LrmException(LrmException.Kind.UNREACHABLE, e.getMessage(), e) : e;
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
    public JobSnapshot snapshot() throws LrmException {
        return joined.snapshot();
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
    public void drain(String node, String reason) throws LrmException {
        joined.drain(node, reason);
    }

    @Override
    public void resume(String node) throws LrmException {
        joined.resume(node);
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        return joined.limits(queue);
    }

    @Override
    public void close() {
        joined.close();
        worker.kill();
    }
}
