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
}
