package org.vmpilot.tests.faults;

import java.util.List;
import java.util.Set;
import org.vmpilot.tests.node.VirtualNode;

/** The LRM's job of a case: one slot's, or that of all slots of a gang. */
final class Job {
    final Lrm lrm;
    private final Case played;
    private final Set<String> nodes;
    private String id = "";
    private volatile boolean cancelled;

    /** @param nodes the only ones that it may run on */
    Job(Lrm lrm, Case played, Set<String> nodes) {
        this.lrm = lrm;
        this.played = played;
        this.nodes = Set.copyOf(nodes);
    }

    String id() {
        return id;
    }

    void submit() {
        String specification = "queue=" + played.queue() + " walltime=" + played.plan().walltimeSeconds
                + played.company().specification;
        id = lrm.submit(name(), nodes, specification, command());
    }

    private String name() {
        return played.company() == Company.ALONE ? played.slot() : played.lease();
    }

    private List<String> command() {
        String pilot = VirtualNode.PROGRAMS + "pilot-job";
        return played.company() == Company.ALONE
                ? List.of(pilot)
                : List.of(VirtualNode.PROGRAMS + "pilot-gang", pilot, name());
    }

    void cancel() {
        cancelled = true;
        lrm.cancel(id);
    }

    /** Whether anybody has cancelled it. */
    boolean isCancelled() {
        return cancelled;
    }

    boolean isOver() {
        return lrm.isOver(name());
    }
}
