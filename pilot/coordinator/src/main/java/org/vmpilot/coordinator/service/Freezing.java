package org.vmpilot.coordinator.service;

import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.Caller;

/** What the coordinator does for kill-all and thaw. Thread-safe; fails with {@link NotStoredException} if it could not be written. */
public interface Freezing {
    /**
     * Until thaw, across restarts: no new lease, no submit, no GO, no claim; all open leases end with notice KILL_ALL, their jobs
     * cancelled at once. One that is there already stays as it is.
     *
     * @param who what the caller calls himself, beside his token's name
     */
    CompletableFuture<Void> freeze(Caller by, String who, String why);

    /** New leases are taken again. Without a freeze, nothing. */
    CompletableFuture<Void> thaw(Caller by, String who);
}
