package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vmpilot.lrm.NodeState;

/**
 * pbsnodes' vnodes as nodes. A host may have several vnodes; it is drained when one of them is, and up when all are. Its name is the one
 * that jobs show (exec_host).
 */
final class Nodes {
    private static final Set<String> NOT_UP =
            Set.of("down", "state-unknown", "unresolvable", "Stale", "initializing", "sleep", "<unknown>");
    /** {@code maintenance}: an administrator has suspended a job of it (admin-suspend); only he may end that. */
    private static final Set<String> CLOSED = Set.of("offline", "offline_by_mom", "maintenance");

    private Nodes() {}

    static List<NodeState> of(String json) throws OutputException {
        Map<String, NodeState> hosts = new TreeMap<>();
        PbsJson.records("pbsnodes", json, "nodes").forEach((name, record) -> {
            NodeState vnode = vnode(name, record);
            hosts.merge(vnode.node(), vnode, Nodes::together);
        });
        return new ArrayList<>(hosts.values());
    }

    private static NodeState vnode(String name, JsonNode record) {
        List<String> states =
                List.of(record.path("state").asText("state-unknown").split("[,\\s]+"));
        String host = record.path("resources_available").path("host").asText(name);
        Optional<String> closed = states.stream().filter(CLOSED::contains).findFirst();
        String comment = record.path("comment").asText("");
        return new NodeState(
                host,
                states.stream().noneMatch(NOT_UP::contains),
                closed.isPresent(),
                closed.map(state -> comment.isBlank() ? state : comment));
    }

    private static NodeState together(NodeState one, NodeState other) {
        return new NodeState(
                one.node(),
                one.up() && other.up(),
                one.drained() || other.drained(),
                one.reason().or(other::reason));
    }
}
