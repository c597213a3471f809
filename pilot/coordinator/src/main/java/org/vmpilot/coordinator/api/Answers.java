package org.vmpilot.coordinator.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.access.TokenRefused;
import org.vmpilot.coordinator.http.LateBodyException;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.TooManyBytesException;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.coordinator.service.HoldRefused;
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
        return problem(new ApiException(code, detail));
    }

    static Reply problem(ApiException known) {
        Problem problem = known.problem();
        Reply reply = Reply.of(problem.status(), "application/problem+json", ViewJson.bytes(problem));
        return switch (known.code()) {
            case UNAUTHORISED -> reply.with("WWW-Authenticate", "Bearer");
            case TOO_SLOW -> reply.with("Connection", "close");
            default -> known.retryAfter() > 0 ? reply.with("Retry-After", Integer.toString(known.retryAfter())) : reply;
        };
    }

    /** What a future failed with. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** @param call what was called, for the log */
    static Reply failure(Throwable thrown, String call) {
        return problem(known(thrown, call));
    }

    /**
     * The problem that a failure stands for.
     *
     * @param call what was called, for the log
     */
    static ApiException known(Throwable thrown, String call) {
        Throwable failure = cause(thrown);
        if (failure instanceof ApiException known) {
            return known;
        } else if (failure instanceof NotStoredException) {
            return new ApiException(ProblemCode.NOT_STORED, failure.getMessage());
        } else if (failure instanceof FrozenException) {
            return new ApiException(ProblemCode.FROZEN, failure.getMessage());
        } else if (failure instanceof NotCleanException) {
            return new ApiException(ProblemCode.NOT_CLEAN, failure.getMessage());
        } else if (failure instanceof LimitReachedException limit) {
            return limitReached(limit);
        } else if (failure instanceof HoldRefused refused) {
            return new ApiException(
                    ProblemCode.INVALID_REQUEST,
                    "Nothing was done: " + refused.getMessage() + ".",
                    refused.errors().stream()
                            .map(error -> new Problem.FieldFault(error.field(), null, error.words()))
                            .toList());
        } else if (failure instanceof TokenRefused refused) {
            return tokenRefused(refused);
        } else if (failure instanceof RejectedExecutionException) {
            return new ApiException(
                    ProblemCode.BUSY, "Nothing was done: too many calls are being answered; ask again.");
        } else if (failure instanceof LateBodyException) {
            return new ApiException(ProblemCode.TOO_SLOW, "Nothing was done: " + failure.getMessage() + ".");
        } else if (failure instanceof TooManyBytesException) {
            return new ApiException(ProblemCode.BUSY, "Nothing was done: " + failure.getMessage() + ".");
        } else if (failure instanceof IOException) {
            // The caller has gone in the middle of its request: nobody reads this, and no log grows by it.
            return new ApiException(ProblemCode.UNREADABLE, "Nothing was done: the request ended in the middle.");
        }
        LOG.error("{} failed", call, failure);
        return new ApiException(
                ProblemCode.INTERNAL,
                "The coordinator failed; whether something was done is not known. Its log says more.");
    }

    private static ApiException limitReached(LimitReachedException limit) {
        int seconds = limit.retryAfter()
                .map(wait -> (int) Math.min(Integer.MAX_VALUE, Math.max(1, wait.toSeconds() + 1)))
                .orElse(ProblemCode.LIMIT_REACHED.retryAfter());
        return new ApiException(ProblemCode.LIMIT_REACHED, limit.getMessage(), List.of(), seconds);
    }

    private static ApiException tokenRefused(TokenRefused refused) {
        String words = "Nothing was done: " + refused.getMessage() + ".";
        return switch (refused.kind()) {
            case NO_SUCH_TOKEN -> new ApiException(ProblemCode.NO_SUCH_TOKEN, words);
            case CONFLICT -> new ApiException(ProblemCode.TOKEN_CONFLICT, words);
            case NO_SUCH_PROJECT ->
                new ApiException(
                        ProblemCode.INVALID_REQUEST,
                        words,
                        List.of(new Problem.FieldFault("project", null, refused.getMessage())));
        };
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
