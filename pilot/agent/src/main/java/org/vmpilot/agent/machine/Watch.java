package org.vmpilot.agent.machine;

/**
 * When to look at the domains: one look for all guests, never two at once. A look costs a process, and on Xen a round through xenstore. Where Xen tells of
 * domains that end, it says when a look is worth it, and a look without that is for what it may have missed.
 *
 * @param events whether Xen tells
 * @param dueMs uptime of the next look
 * @param beganMs uptime at which the last one began
 * @param looking whether one is under way
 * @param again whether the look under way may have come too early
 */
record Watch(Events events, long dueMs, long beganMs, boolean looking, boolean again) {
    enum Events {
        /** Nobody has asked for them yet. */
        UNSOUGHT,
        /** They are asked for and do not come, yet or any more. */
        SOUGHT,
        COMING
    }

    /** Between two looks while guests live. */
    static final long INTERVAL_MS = 1000;
    /** Between two looks while guests live of which Xen would tell that they end. */
    static final long EVENTS_INTERVAL_MS = 60_000;
    /** While guests are ending, when every moment counts. */
    private static final long ENDING_INTERVAL_MS = 200;

    private static final long NEVER = Long.MAX_VALUE;

    /** No guest is up: there is nothing to look for. */
    static Watch idle() {
        return new Watch(Events.UNSOUGHT, NEVER, 0, false, false);
    }

    /** While guests are ending. */
    static Watch ending(long now) {
        return new Watch(Events.UNSOUGHT, now + ENDING_INTERVAL_MS, now, false, false);
    }

    boolean isDue(long now) {
        return !looking && now >= dueMs;
    }

    /** When the loop must wake for it; while a look is under way, its answer wakes the loop. */
    long wakeAt() {
        return looking ? NEVER : dueMs;
    }

    Watch begun(long now) {
        return new Watch(events, NEVER, now, true, false);
    }

    /** Something asks for a look at that time or later; however many ask, there is no more than one in an interval. */
    Watch wanted(long atMs) {
        long due = Math.min(dueMs, Math.max(atMs, beganMs + INTERVAL_MS));
        return new Watch(events, due, beganMs, looking, looking);
    }

    /** @param unsettled the look was not enough to tell how each guest is */
    Watch looked(long now, boolean unsettled) {
        boolean soon = again || unsettled || events != Events.COMING;
        long due = now + (soon ? INTERVAL_MS : EVENTS_INTERVAL_MS);
        return new Watch(events, due, beganMs, false, false);
    }

    Watch with(Events next) {
        return new Watch(next, dueMs, beganMs, looking, again);
    }
}
