package org.vmpilot.coordinator.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;

/** Asks the LRM and the host. Changes nothing but what {@link #proveDrain} says. */
public final class Examination {
    private final CoordinatorConfig config;
    private final Lrm lrm;

    public Examination(CoordinatorConfig config, Lrm lrm) {
        this.config = config;
        this.lrm = lrm;
    }

    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>(HostFindings.of(config));
        for (Optional<String> queue : queues()) {
            findings.addAll(queue(queue));
        }
        try {
            findings.addAll(NodeFindings.of(config.nodes(), lrm.nodes()));
        } catch (LrmException e) {
            findings.add(unasked("nodes", e));
        }
        return findings;
    }

    private List<Optional<String>> queues() {
        List<Optional<String>> queues = new ArrayList<>(config.queues().stream()
                .map(CoordinatorConfig.Queue::name)
                .map(Optional::of)
                .toList());
        if (!queues.contains(config.lrm().defaultQueue())) {
            queues.add(config.lrm().defaultQueue());
        }
        return queues;
    }

    private List<Finding> queue(Optional<String> queue) {
        try {
            return QueueFindings.of(queue, lrm.limits(queue), config.times().teardown());
        } catch (LrmException e) {
            return List.of(unasked(queue.map(name -> "queue " + name).orElse("the LRM's default queue"), e));
        }
    }

    private static Finding unasked(String subject, LrmException e) {
        String right = switch (e.kind()) {
            case DENIED, INVALID -> "a name that the LRM knows, and an account that may ask";
            case TRY_LATER, UNREACHABLE, UNKNOWN -> "the LRM answers on this host with [lrm] of vmpilot.toml";
        };
        return Finding.error(subject, "the LRM cannot be asked: " + e.getMessage(), right);
    }

    /** Drains the node and lifts that again at once: so it is known that we may, and no node stays drained. */
    public Finding proveDrain(String name) {
        String subject = "drain";
        Optional<CoordinatorConfig.Node> node =
                config.nodes().stream().filter(one -> one.name().equals(name)).findFirst();
        if (node.isEmpty()) {
            return Finding.error(subject, "the configuration names no node " + name, "one of its [[node]]");
        }
        try {
            if (state(node.get()).filter(NodeState::drained).isPresent()) {
                return Finding.warning(
                        subject, name + " is drained already; nothing was tried", "a node that has jobs");
            }
            lrm.drain(node.get().lrmName(), "vmpilot doctor tries whether it may; lifted at once");
        } catch (LrmException e) {
            return Finding.error(
                    subject,
                    "nodes that are not clean cannot be drained: " + e.getMessage(),
                    "an operator's account for the coordinator (docs/safeguards.md)");
        }
        return lifted(subject, node.get());
    }

    private Finding lifted(String subject, CoordinatorConfig.Node node) {
        try {
            boolean seen = state(node).filter(NodeState::drained).isPresent();
            lrm.resume(node.lrmName());
            return seen
                    ? Finding.ok(subject, "the coordinator may drain: tried on " + node.name() + ", and lifted again")
                    : Finding.error(
                            subject,
                            "the LRM took the drain of " + node.name() + " and does not show it",
                            "an operator's account for the coordinator");
        } catch (LrmException e) {
            return Finding.error(
                    subject,
                    node.name() + " WAS DRAINED BY THIS TRIAL AND IS NOT GIVEN BACK: " + e.getMessage(),
                    "give it back by hand in the LRM");
        }
    }

    private Optional<NodeState> state(CoordinatorConfig.Node node) throws LrmException {
        return NodeName.find(lrm.nodes(), node.lrmName());
    }
}
