package org.vmpilot.coordinator.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** One of several that the loop answers in one turn: decided first, answered when all of it is durable. */
final class Question<T> {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Callable<T> question;
    private T value;
    private Exception failure;

    Question(Callable<T> question) {
        this.question = question;
    }

    void decide() {
        try {
            value = question.call();
        } catch (Exception e) {
            failure = e;
        }
    }

    /** What it was decided counts for nothing: it is answered with that. */
    void fail(Exception why) {
        failure = why;
    }

    void answer() {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(value);
        }
    }
}
