package org.vmpilot.coordinator.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.vmpilot.coordinator.store.StoreException;

/** What the engine's thread was asked, for those who wait: it is quick, it waits for the disk at most. */
final class Awaited {
    private Awaited() {}

    static <T> T answer(CompletableFuture<T> future) throws LeaseRefused {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotStoredException("interrupted; what was asked may have been done", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LeaseRefused refused) {
                throw refused;
            } else if (e.getCause() instanceof FrozenException frozen) {
                throw frozen;
            } else if (e.getCause() instanceof NotCleanException notClean) {
                throw notClean;
            } else if (e.getCause() instanceof StoreException store) {
                throw new NotStoredException("nothing was done: " + store.getMessage(), store);
            }
            throw new IllegalStateException("the engine failed", e.getCause());
        }
    }

    /** The answer to what refuses no lease request. */
    static <T> T done(CompletableFuture<T> future) {
        try {
            return answer(future);
        } catch (LeaseRefused e) {
            throw new IllegalStateException("no lease was asked for", e);
        }
    }
}
