package org.vmpilot.coordinator.service;

import java.util.concurrent.CompletableFuture;

/** What the coordinator does for kill-all and thaw. Thread-safe; fails with {@link NotStoredException} if it could not be written. */
public interface Freezing {
    /**
     * Until thaw, across restarts: no new lease, no submit, no GO, no claim; all open leases end with notice KILL_ALL, their jobs
     * cancelled at once. One that is there already stays as it is.
     */
    CompletableFuture<Void> freeze(String who, String why);

    /** New leases are taken again. Without a freeze, nothing. */
    CompletableFuture<Void> thaw(String who);
}
