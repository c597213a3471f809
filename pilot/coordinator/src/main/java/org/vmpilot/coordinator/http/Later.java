package org.vmpilot.coordinator.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** What comes later, and where it is taken up. */
public final class Later {
    private Later() {}

    /**
     * The same value or the same failure, but whatever is done with it is done on one of these threads: {@link CompletableFuture#thenApplyAsync} hands only
     * values over, and a refusal would be written by whoever refuses.
     */
    public static <T> CompletableFuture<T> on(Executor threads, CompletableFuture<T> later) {
        return later.handleAsync(
                (value, failure) -> {
                    if (failure != null) {
                        throw failure instanceof CompletionException same ? same : new CompletionException(failure);
                    }
                    return value;
                },
                threads);
    }
}
