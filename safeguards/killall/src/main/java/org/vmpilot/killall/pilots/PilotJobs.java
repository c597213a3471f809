package org.vmpilot.killall.pilots;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/** Our jobs in the LRM: those of the coordinator's account that bear the name of a slot. */
public final class PilotJobs implements AutoCloseable {
    private static final Set<Job.State> WAITING = Set.of(Job.State.QUEUED, Job.State.HELD);

    private final Lrm lrm;

    PilotJobs(Lrm lrm) {
        this.lrm = lrm;
    }

    /** Asks nobody yet. */
    public static PilotJobs of(LrmChoice choice) {
        return new PilotJobs(choice.open());
    }

    /** Nodes that hold such a job now, as the LRM names them. */
    public Set<String> nodes() throws LrmException {
        Set<String> nodes = new TreeSet<>();
        for (Job job : ours(job -> !WAITING.contains(job.state()))) {
            job.node().ifPresent(node -> nodes.addAll(names(node)));
        }
        return nodes;
    }

    /** A job of several nodes has them all in one text. */
    private static Set<String> names(String nodes) {
        try {
            return NodeSet.parse(nodes).names();
        } catch (NodeSetException e) {
            return Set.of(nodes);
        }
    }

    /** Asks the LRM to end those that have not begun. */
    public Set<JobId> cancelWaiting() throws LrmException {
        return cancel(job -> WAITING.contains(job.state()));
    }

    /** Asks the LRM to end all. */
    public Set<JobId> cancelAll() throws LrmException {
        return cancel(job -> true);
    }

    private Set<JobId> cancel(Predicate<Job> which) throws LrmException {
        Set<JobId> cancelled = new HashSet<>();
        for (Job job : ours(which)) {
            lrm.cancel(job.id());
            cancelled.add(job.id());
        }
        return cancelled;
    }

    private List<Job> ours(Predicate<Job> which) throws LrmException {
        return lrm.snapshot().jobs().stream()
                .filter(job -> job.state() != Job.State.ENDED && isSlotName(job.name()))
                .filter(which)
                .toList();
    }

    /** A slot's own, or what the slots of one attempt share when they are an array. */
    private static boolean isSlotName(String name) {
        return SlotKey.isValid(name) || SlotKey.isValid(name + ".1");
    }

    @Override
    public void close() {
        lrm.close();
    }
}
