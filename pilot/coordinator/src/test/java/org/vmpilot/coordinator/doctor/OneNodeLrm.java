package org.vmpilot.coordinator.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;

/** An LRM with one node and no jobs, which refuses what it is told to. */
final class OneNodeLrm implements Lrm {
    final List<String> calls = new ArrayList<>();
    Optional<String> drained = Optional.empty();
    private final String node;
    private final Map<String, LrmException> refused = new HashMap<>();

    OneNodeLrm(String node) {
        this.node = node;
    }

    void refuse(String verb, LrmException.Kind kind, String words) {
        refused.put(verb, new LrmException(kind, words));
    }

    private void check(String verb) throws LrmException {
        if (refused.containsKey(verb)) {
            throw refused.get(verb);
        }
    }

    @Override
    public String name() {
        return "one-node";
    }

    @Override
    public Duration settleTime() {
        return Duration.ZERO;
    }

    @Override
    public List<JobId> submit(JobRequest request) {
        throw new UnsupportedOperationException("the doctor submits nothing");
    }

    @Override
    public void cancel(JobId job) {
        throw new UnsupportedOperationException("the doctor cancels nothing");
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) {
        throw new UnsupportedOperationException("the doctor asks for no jobs");
    }

    @Override
    public List<Job> search(String name) {
        throw new UnsupportedOperationException("the doctor asks for no jobs");
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        check("nodes");
        return List.of(new NodeState(node, true, drained.isPresent(), drained));
    }

    @Override
    public DrainHold drain(String name, String reason) throws LrmException {
        check("drain");
        calls.add("drain");
        drained = Optional.of(DRAIN_TAG + " " + reason);
        return DrainHold.ours(drained.get());
    }

    @Override
    public void resume(String name) throws LrmException {
        check("resume");
        calls.add("resume");
        drained = Optional.empty();
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        check("limits");
        return LrmLimits.notTold();
    }

    @Override
    public void close() {}
}
