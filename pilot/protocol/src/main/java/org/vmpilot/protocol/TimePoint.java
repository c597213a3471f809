package org.vmpilot.protocol;

import java.time.Duration;
import java.time.Instant;

/** A point of time as a request may give it. */
public sealed interface TimePoint {
    /** By the coordinator's clock. */
    record At(Instant instant) implements TimePoint {
        @Override
        public Instant from(Instant made) {
            return instant;
        }
    }

    /** Counted from the moment in which the lease is made. */
    record After(Duration duration) implements TimePoint {
        @Override
        public Instant from(Instant made) {
            return made.plus(duration);
        }
    }

    /** @param made when the lease was made */
    Instant from(Instant made);
}
