package org.vmpilot.lrm.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.NodeState;

/** A dialect for tests of the session's part: it says nothing. */
public final class PlainDialect implements Dialect {
    public static JobRequest request(String name, int tasks) {
        return new JobRequest(
                name,
                tasks,
                List.of("/bin/true", "argument"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Duration.ofMinutes(1),
                0);
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Duration settleTime() {
        return Duration.ZERO;
    }

    @Override
    public String nativeSpecification(JobRequest request) {
        return "-l h_rt=" + request.walltime().toSeconds();
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) {
        return new JobSnapshot(Instant.EPOCH, List.of(), true);
    }

    @Override
    public List<Job> search(String name) {
        return List.of();
    }

    @Override
    public List<NodeState> nodes() {
        return List.of();
    }

    @Override
    public DrainHold drain(String node, String reason) {
        return DrainHold.ours(reason);
    }

    @Override
    public void resume(String node) {}

    @Override
    public void close() {}
}
