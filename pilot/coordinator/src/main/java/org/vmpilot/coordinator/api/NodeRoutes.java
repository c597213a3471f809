package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.NodeView;

/** What is done with one node. */
final class NodeRoutes {
    private final Leases leases;

    NodeRoutes(Leases leases) {
        this.leases = leases;
    }

    private record LongPolls(String who, Optional<String> looked) {}

    void resume(Context context) throws IOException {
        LongPolls words = new Call(context)
                .onlyParameters()
                .document(fields -> new LongPolls(
                        fields.required("who", FreezeRoutes.WORDS, ""), fields.optional("looked", FreezeRoutes.WORDS)));
        String node = context.pathParam("node");
        NodeView view = leases.resume(node, words.who(), words.looked())
                .orElseThrow(
                        () -> new ApiException(
                                ProblemCode.NO_SUCH_NODE,
                                "Nothing was done: the configuration names no such node, and none of that name was ever heard of."));
        Answers.json(context, 200, view);
    }
}
