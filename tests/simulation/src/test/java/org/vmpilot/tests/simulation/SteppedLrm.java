package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;

/** An LRM that is asked step by step. */
interface SteppedLrm extends Lrm {
    Lrm asked();

    void step(String what);

    @Override
    default String name() {
        return asked().name();
    }

    @Override
    default Set<JobRequest.Assembly> assemblies() {
        return asked().assemblies();
    }

    @Override
    default Duration settleTime() {
        return asked().settleTime();
    }

    @Override
    default List<JobId> submit(JobRequest request) throws LrmException {
        step("submit");
        List<JobId> jobs = asked().submit(request);
        step("submitted");
        return jobs;
    }

    @Override
    default void cancel(JobId job) throws LrmException {
        step("cancel");
        asked().cancel(job);
        step("cancelled");
    }

    @Override
    default JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        step("snapshot");
        return asked().snapshot(expected);
    }

    @Override
    default List<Job> search(String name) throws LrmException {
        step("search");
        return asked().search(name);
    }

    @Override
    default List<NodeState> nodes() throws LrmException {
        step("nodes");
        return asked().nodes();
    }

    @Override
    default DrainHold drain(String node, String reason) throws LrmException {
        step("drain");
        DrainHold hold = asked().drain(node, reason);
        step("drained");
        return hold;
    }

    @Override
    default void resume(String node) throws LrmException {
        step("resume");
        asked().resume(node);
        step("resumed");
    }

    @Override
    default boolean avoidsNodes() {
        return asked().avoidsNodes();
    }

    @Override
    default LrmLimits limits(Optional<String> queue) {
        return LrmLimits.notTold();
    }

    @Override
    default void close() {}
}
