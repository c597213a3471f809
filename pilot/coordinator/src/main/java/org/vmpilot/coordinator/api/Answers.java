package org.vmpilot.coordinator.api;

import io.javalin.http.Context;

/** Bodies of answers. */
final class Answers {
    private Answers() {}

    static void json(Context context, int status, Object view) {
        context.status(status).contentType("application/json").result(ViewJson.bytes(view));
    }

    /** Nothing if a part of another answer is out already: a stream that breaks just ends. */
    static void problem(Context context, Problem problem) {
        if (context.res().isCommitted()) {
            return;
        }
        context.status(problem.status()).contentType("application/problem+json").result(ViewJson.bytes(problem));
    }
}
