package org.vmpilot.coordinator.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.CoordinatorConfig.Node;
import org.vmpilot.coordinator.document.Suggestion;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.nodes.NodeSet;

/** Holds the nodes of the configuration against those that the LRM shows. Pure. */
final class NodeFindings {
    private NodeFindings() {}

    static List<Finding> of(List<Node> configured, List<NodeState> shown) {
        List<Finding> findings = new ArrayList<>();
        List<String> good = new ArrayList<>();
        if (configured.isEmpty()) {
            findings.add(Finding.error(
                    "nodes",
                    "the configuration names no node: no agent can claim",
                    "one [[node]] for each in vmpilot.toml"));
        }
        for (Node node : configured) {
            Optional<Finding> fault = fault(node, shown);
            fault.ifPresentOrElse(findings::add, () -> good.add(node.name()));
        }
        if (!good.isEmpty()) {
            findings.add(0, Finding.ok("nodes " + NodeSet.of(good), "known to the LRM, up, and given jobs"));
        }
        return findings;
    }

    private static Optional<Finding> fault(Node node, List<NodeState> shown) {
        String subject = "node " + node.name();
        Optional<NodeState> state;
        try {
            state = NodeName.find(shown, node.lrmName());
        } catch (LrmException e) {
            return Optional.of(Finding.error(subject, e.getMessage(), "the LRM's own name of it as lrm_name"));
        }
        if (state.isEmpty()) {
            String hint = Suggestion.of(
                            node.lrmName(), shown.stream().map(NodeState::node).toList())
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
            return Optional.of(Finding.error(
                    subject,
                    "the LRM has no node '" + node.lrmName() + "'",
                    "the LRM's name of it as lrm_name" + hint));
        }
        String reason = state.get().reason().orElse("no reason given");
        if (!state.get().up()) {
            return Optional.of(
                    Finding.warning(subject, "the LRM shows it as down: " + reason, "the LRM's daemon runs there"));
        }
        if (state.get().drained()) {
            boolean ours = reason.startsWith(Lrm.DRAIN_TAG);
            return Optional.of(Finding.warning(
                    subject,
                    "it is drained in the LRM: " + reason,
                    ours
                            ? "a clean look, then vmpilot nodes --resume " + node.name()
                            : "whoever drained it gives it back"));
        }
        return Optional.empty();
    }
}
