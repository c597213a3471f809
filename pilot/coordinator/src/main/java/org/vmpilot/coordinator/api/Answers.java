package org.vmpilot.coordinator.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.http.LateBodyException;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.TooManyBytesException;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.coordinator.service.LimitReachedException;
import org.vmpilot.coordinator.service.NotCleanException;
import org.vmpilot.coordinator.service.NotStoredException;

/** Answers: views, and what stands for each way to fail. */
final class Answers {
    private static final Logger LOG = LogManager.getLogger(Answers.class);

    private Answers() {}

    static Reply json(int status, Object view) {
        return Reply.of(status, "application/json", ViewJson.bytes(view));
    }

    static Reply problem(ProblemCode code, String detail) {
        return problem(Problem.of(code, detail, List.of()), code);
    }

    private static Reply problem(Problem problem, ProblemCode code) {
        Reply reply = Reply.of(problem.status(), "application/problem+json", ViewJson.bytes(problem));
        if (code == ProblemCode.UNAUTHORISED) {
            return reply.with("WWW-Authenticate", "Bearer");
        }
        return code.retryAfter() > 0 ? reply.with("Retry-After", Integer.toString(code.retryAfter())) : reply;
    }

    /** What a future failed with. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** @param call what was called, for the log */
    static Reply failure(Throwable thrown, String call) {
        Throwable failure = cause(thrown);
        if (failure instanceof ApiException known) {
            return problem(known.problem(), known.code());
        } else if (failure instanceof NotStoredException) {
            return problem(ProblemCode.NOT_STORED, failure.getMessage());
        } else if (failure instanceof FrozenException) {
            return problem(ProblemCode.FROZEN, failure.getMessage());
        } else if (failure instanceof NotCleanException) {
            return problem(ProblemCode.NOT_CLEAN, failure.getMessage());
        } else if (failure instanceof LimitReachedException) {
            return problem(ProblemCode.LIMIT_REACHED, failure.getMessage());
        } else if (failure instanceof RejectedExecutionException) {
            return problem(ProblemCode.BUSY, "Nothing was done: too many calls are being answered; ask again.");
        } else if (failure instanceof LateBodyException) {
            return problem(ProblemCode.TOO_SLOW, "Nothing was done: " + failure.getMessage() + ".")
                    .with("Connection", "close");
        } else if (failure instanceof TooManyBytesException) {
            return problem(ProblemCode.BUSY, "Nothing was done: " + failure.getMessage() + ".")
                    .with("Connection", "close");
        }
        if (failure instanceof IOException) {
            // The caller has gone in the middle of its request: nobody reads this, and no log grows by it.
            return problem(ProblemCode.UNREADABLE, "Nothing was done: the request ended in the middle.");
        }
        LOG.error("{} failed", call, failure);
        return problem(
                ProblemCode.INTERNAL,
                "The coordinator failed; whether something was done is not known. Its log says more.");
    }

    /** What the HTTP server refuses before it is a call. */
    static Reply refusal(int status, String words) {
        ProblemCode code = switch (status) {
            case 408 -> ProblemCode.TOO_SLOW;
            case 413, 414, 431 -> ProblemCode.TOO_LARGE;
            default -> status < 500 ? ProblemCode.UNREADABLE : ProblemCode.INTERNAL;
        };
        return problem(code, "Nothing was done: " + words);
    }
}
