package org.vmpilot.lrm;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.vmpilot.lrm.worker.WorkerProcess;
import org.vmpilot.lrm.worker.WorkerSession;

/**
 * An LRM whose DRMAA library lives in a worker process. When the outcome of a call is unknown the worker is killed, and seen dead, before
 * the caller hears of it: what it was asked cannot leave it any more. The next call starts another one.
 */
public class WorkerLrm implements Lrm {
    private final Lrm joined;
    private final WorkerProcess worker;
    private final Predicate<LrmException> notSent;

    /**
     * Asks nobody yet: the LRM may come later.
     *
     * @param deadline of each call of the library
     * @param notSent whether these words of the library mean that the request did not leave it
     */
    public WorkerLrm(WorkerProcess worker, Duration deadline, Dialect dialect, Predicate<LrmException> notSent) {
        WorkerSession session = new WorkerSession(worker, deadline);
        try {
            session.initKeepingNothing(null);
        } catch (AlreadyActiveSessionException e) {
            throw new IllegalStateException("a new session is not active", e);
        }
        this.joined = DrmaaLrm.overIds(session, dialect);
        this.worker = worker;
        this.notSent = notSent;
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        try {
            return joined.submit(request);
        } catch (LrmException e) {
            throw afterKill(e);
        }
    }

    @Override
    public final Set<JobRequest.Assembly> assemblies() {
        return joined.assemblies();
    }

    @Override
    public final boolean shrinks() {
        return joined.shrinks();
    }

    @Override
    public final void release(JobId job, String node) throws LrmException {
        joined.release(job, node);
    }

    @Override
    public final void cancel(JobId job) throws LrmException {
        try {
            joined.cancel(job);
        } catch (LrmException e) {
            throw afterKill(e);
        }
    }

    /** Whose ids they are is asked once; what could not be reached, or left its answer open, ends the worker. */
    @Override
    public final Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        Map<JobId, LrmException> failed = new LinkedHashMap<>(joined.cancelAll(jobs));
        failed.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == LrmException.Kind.UNREACHABLE
                        || entry.getValue().kind() == LrmException.Kind.UNKNOWN)
                .findFirst()
                .ifPresent(first -> first.setValue(afterKill(first.getValue())));
        return failed;
    }

    /** Of an LRM that could not be reached the worker is ended, too: nothing that its library may still hold can leave later. */
    private LrmException afterKill(LrmException e) {
        if (e.kind() != LrmException.Kind.UNKNOWN && e.kind() != LrmException.Kind.UNREACHABLE) {
            return e;
        }
        if (!worker.kill()) {
            return new LrmException(LrmException.Kind.UNKNOWN, e.getMessage() + "; the worker cannot be ended", e);
        }
        return notSent.test(e) ? new LrmException(LrmException.Kind.UNREACHABLE, e.getMessage(), e) : e;
    }

    @Override
    public final String name() {
        return joined.name();
    }

    @Override
    public final Duration settleTime() {
        return joined.settleTime();
    }

    @Override
    public final JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        return joined.snapshot(expected);
    }

    @Override
    public final List<Job> search(String name) throws LrmException {
        return joined.search(name);
    }

    @Override
    public final List<NodeState> nodes() throws LrmException {
        return joined.nodes();
    }

    @Override
    public final DrainHold drain(String node, String reason) throws LrmException {
        return joined.drain(node, reason);
    }

    @Override
    public final void resume(String node) throws LrmException {
        joined.resume(node);
    }

    @Override
    public final LrmLimits limits(Optional<String> queue) throws LrmException {
        return joined.limits(queue);
    }

    @Override
    public final boolean startsLater() {
        return joined.startsLater();
    }

    @Override
    public final boolean avoidsNodes() {
        return joined.avoidsNodes();
    }

    @Override
    public final void close() {
        joined.close();
        worker.kill();
    }
}
