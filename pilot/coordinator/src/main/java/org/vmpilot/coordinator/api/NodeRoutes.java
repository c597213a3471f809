package org.vmpilot.coordinator.api;

import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.service.NodeQuery;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.protocol.view.NodeView;

/** Nodes, and what is done with one. */
final class NodeRoutes {
    private static final List<String> KINDS = List.of("pv", "pvh", "hvm");

    private record Words(String who, Optional<String> looked) {}

    private record NodePage(List<NodeView> nodes, String nextPageToken) {}

    void list(Call call) {
        Parameters asked = call.parameters(
                "state", "guest_memory", "memory_free", "kind", "bridge", "alike", "limit", "page_token");
        NodeQuery query = new NodeQuery(
                asked.text("state"),
                asked.mebibytes("guest_memory"),
                asked.mebibytes("memory_free"),
                asked.word("kind", KINDS),
                asked.text("bridge"),
                asked.count("alike"),
                asked.pageToken(),
                asked.limit());
        Page<NodeView> page = call.leases().nodes(query);
        call.answer(Answers.json(200, new NodePage(page.items(), Parameters.pageToken(page))));
    }

    void resume(Call call) {
        Words words = call.withoutParameters()
                .document(fields -> new Words(
                        fields.required("who", FreezeRoutes.WORDS, ""), fields.optional("looked", FreezeRoutes.WORDS)));
        String node = call.variable("node");
        call.answer(
                call.leases().resume(node, words.who(), words.looked()),
                known -> Answers.json(
                        200,
                        call.leases()
                                .node(node)
                                .orElseThrow(known ? NodeRoutes::nowForgotten : NodeRoutes::noSuchNode)));
    }

    private static ApiException nowForgotten() {
        return new ApiException(
                ProblemCode.NO_SUCH_NODE,
                "The drain was lifted. Nothing more can be shown: the configuration does not name this node, and nothing of it is kept.");
    }

    private static ApiException noSuchNode() {
        return new ApiException(
                ProblemCode.NO_SUCH_NODE,
                "Nothing was done: the configuration names no such node, and none of that name was ever heard of.");
    }
}
