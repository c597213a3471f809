package org.vmpilot.coordinator.lease;

import java.time.Duration;

/**
 * Attempts that fell because the site itself lets nothing start: a node that is closed, a hold, a maintenance window. They cost the lease nothing, and are made
 * ever more rarely while they go on. Pure.
 */
final class Declines {
    private static final Duration MOST = Duration.ofHours(1);
    /** More doublings than lead from any {@code retry_after} to the most. */
    private static final int DOUBLINGS = 12;

    private Declines() {}

    /** How many of its attempts. */
    static int times(Lease lease) {
        int times = 0;
        for (int attempt = 1; attempt <= lease.attempt(); attempt++) {
            times += declined(lease, attempt) ? 1 : 0;
        }
        return times;
    }

    /** How long after the attempt under way the next one comes: once, as after any other; several in a row, twice as long each time. */
    static Duration wait(Lease lease, Timing timing) {
        Duration once = timing.retryAfter(lease.token(), lease.attempt());
        int before = 0;
        while (before < DOUBLINGS && declined(lease, lease.attempt() - before)) {
            before++;
        }
        Duration wait = once.multipliedBy(1L << Math.max(0, before - 1));
        return before < 2 || wait.compareTo(MOST) < 0 ? wait : MOST;
    }

    private static boolean declined(Lease lease, int attempt) {
        int each = lease.slots().size() / lease.attempt();
        return attempt > 0
                && lease.slots().subList((attempt - 1) * each, attempt * each).stream()
                        .anyMatch(slot -> slot.moments().has(Moment.DECLINED));
    }
}
