package org.vmpilot.lrm.jna;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;

/**
 * Of an LRM that only its DRMAA library is spoken to: no query for all jobs, no history, no nodes. What the library says of single jobs
 * is not taken for it (an unknown job is FAILED to some of them): the state of jobs is unknown, and what agents report decides.
 */
final class NoDialect implements Dialect {
    private final NativeSettings settings;
    private final InstantSource clock;

    NoDialect(NativeSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Duration settleTime() {
        return settings.settle();
    }

    @Override
    public String nativeSpecification(JobRequest request) {
        return settings.specification().of(request);
    }

    /** A job that is missing in it is not gone: it says so. */
    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) {
        return new JobSnapshot(clock.instant(), List.of(), false);
    }

    /** @throws LrmException always: "not found" would be a lie */
    @Override
    public List<Job> search(String name) throws LrmException {
        throw new LrmException(
                LrmException.Kind.UNREACHABLE, "without a dialect nobody can be asked for jobs by their name");
    }

    @Override
    public List<NodeState> nodes() {
        return List.of();
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        throw cannot();
    }

    @Override
    public void resume(String node) throws LrmException {
        throw cannot();
    }

    @Override
    public boolean avoidsNodes() {
        return false;
    }

    private static LrmException cannot() {
        return new LrmException(LrmException.Kind.DENIED, "without a dialect nodes are neither drained nor resumed");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
