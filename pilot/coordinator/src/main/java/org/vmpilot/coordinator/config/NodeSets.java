package org.vmpilot.coordinator.config;

import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/** Sets of nodes as texts of configuration and API: {@code node[01-16],gpu3}, one node at least. */
public final class NodeSets {
    public static final Kind<NodeSet> KIND = value -> {
        String text = Kinds.TEXT.read(value);
        try {
            NodeSet nodes = NodeSet.parse(text);
            if (nodes.isEmpty()) {
                throw new WrongValueException("names no node");
            }
            return nodes;
        } catch (NodeSetException e) {
            throw new WrongValueException("must be nodes such as \"node[01-16],gpu3\": " + e.getMessage());
        }
    };

    private NodeSets() {}
}
