package org.vmpilot.coordinator.loop;

import java.util.concurrent.Executor;

/**
 * Threads for slow calls of the LRM, one lane for each kind: ten thousand cancels stand in no survey's way, and in no drain's.
 *
 * @param surveys of all jobs, and questions about queues
 * @param submits and the search for them
 * @param submitsAtOnce how many of them run side by side: no more leases are started than can be submitted
 * @param cancels one batch at a time
 * @param drains and questions about nodes
 */
public record Lanes(Executor surveys, Executor submits, int submitsAtOnce, Executor cancels, Executor drains) {
    /** All of them one. */
    public static Lanes of(Executor all) {
        return new Lanes(all, all, 3, all, all);
    }
}
