package org.vmpilot.cli;

import java.util.List;
import org.vmpilot.protocol.view.AgentView;
import org.vmpilot.protocol.view.NodeFactsView;
import org.vmpilot.protocol.view.NodeView;

/** What nodes said of themselves, a row each; what they did not say is a dash. */
final class NodeFacts {
    private NodeFacts() {}

    static Table table(List<NodeView> nodes, Times times) {
        Table table = new Table("NODE", "CPUS", "GUESTS' MIB", "FREE", "XEN", "KINDS", "BRIDGES", "AGENT", "TOLD");
        nodes.forEach(node -> row(table, node, times));
        return table;
    }

    private static void row(Table table, NodeView node, Times times) {
        NodeFactsView facts = node.facts() == null
                ? new NodeFactsView(null, null, null, null, null, null, null, null, null)
                : node.facts();
        List<String> bridges = facts.limits() == null ? null : facts.limits().bridges();
        table.row(
                node.node(),
                text(facts.cpus()),
                text(facts.guestMemoryMib()),
                text(facts.guestMemoryFreeMib()),
                text(facts.xen()),
                words(facts.kinds()),
                words(bridges),
                agent(node.agent()),
                facts.toldAt() == null ? Times.NONE : times.ago(facts.toldAt()) + " ago");
    }

    private static String text(Object value) {
        return value == null ? Times.NONE : value.toString();
    }

    private static String words(List<String> words) {
        return words == null ? Times.NONE : words.isEmpty() ? "none" : String.join(",", words);
    }

    private static String agent(AgentView agent) {
        if (agent == null) {
            return Times.NONE;
        }
        String version = agent.version() == null ? "protocol " + agent.protocol() : agent.version();
        return agent.standing().equals("current")
                ? version
                : version + " (" + agent.standing().replace('_', ' ') + ")";
    }
}
