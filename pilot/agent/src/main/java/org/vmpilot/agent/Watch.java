package org.vmpilot.agent;

/**
 * When to look at the domains: one look for all guests, never two at once.
 *
 * @param dueMs uptime of the next look
 * @param looking whether one is under way
 */
record Watch(long dueMs, boolean looking) {
    /** Between two looks while guests live: each costs a process, and on Xen a round through xenstore. */
    private static final long INTERVAL_MS = 1000;
    /** While guests are ending, when every moment counts. */
    private static final long ENDING_INTERVAL_MS = 200;

    static Watch later(long now) {
        return new Watch(now + INTERVAL_MS, false);
    }

    static Watch soon(long now) {
        return new Watch(now + ENDING_INTERVAL_MS, false);
    }

    boolean isDue(long now) {
        return !looking && now >= dueMs;
    }

    Watch begun() {
        return new Watch(dueMs, true);
    }

    /** When the loop must wake for it; while a look is under way, its answer wakes the loop. */
    long wakeAt() {
        return looking ? Long.MAX_VALUE : dueMs;
    }
}
