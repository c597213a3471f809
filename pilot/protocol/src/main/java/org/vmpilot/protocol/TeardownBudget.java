package org.vmpilot.protocol;

import java.time.Duration;

/**
 * The time that ending a slot may take, asked of the LRM on top of the lease's duration.
 *
 * @param polite for guests that are asked to shut down
 * @param forced for destroying what is left and giving memory back
 * @param margin for everything else
 */
public record TeardownBudget(Duration polite, Duration forced, Duration margin) {
    public Duration total() {
        return polite.plus(forced).plus(margin);
    }

    /**
     * What is left for guests that are asked to shut down when only so much time is granted: the forced end and the margin always
     * fit in first.
     *
     * @return zero when they fill it, {@code polite} at most
     */
    public Duration politeWithin(Duration granted) {
        Duration left = granted.minus(forced).minus(margin);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(polite) < 0 ? left : polite;
    }
}
