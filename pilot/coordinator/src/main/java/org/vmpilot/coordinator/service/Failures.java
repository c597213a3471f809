package org.vmpilot.coordinator.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.vmpilot.coordinator.store.StoreException;

/** What a caller is told when the loop could not do what it was asked. */
final class Failures {
    private Failures() {}

    static <T> CompletableFuture<T> told(CompletableFuture<T> answer) {
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(plain(failure)));
    }

    private static Throwable plain(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StoreException
                ? new NotStoredException("nothing was done: " + cause.getMessage(), cause)
                : cause;
    }
}
