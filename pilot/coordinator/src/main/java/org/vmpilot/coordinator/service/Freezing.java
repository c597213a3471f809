package org.vmpilot.coordinator.service;

/** What the coordinator does for kill-all and thaw. Thread-safe. */
public interface Freezing {
    /**
     * Until thaw, across restarts: no new lease, no submit, no GO, no claim; all open leases end with notice KILL_ALL, their jobs
     * cancelled at once. One that is there already stays as it is.
     *
     * @throws NotStoredException if it could not be written
     */
    void freeze(String who, String why);

    /**
     * New leases are taken again. Without a freeze, nothing.
     *
     * @throws NotStoredException if it could not be written
     */
    void thaw(String who);
}
