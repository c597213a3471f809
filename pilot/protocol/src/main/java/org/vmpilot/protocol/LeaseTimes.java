package org.vmpilot.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * What a request says of time beside its duration.
 *
 * @param longest what the duration can become, counted from GO; the walltime is asked for it
 * @param startBy without GO by then the lease is over
 * @param notBefore no job of it starts before
 * @param notice how long before its end an event tells of it
 */
public record LeaseTimes(
        Duration longest, Optional<TimePoint> startBy, Optional<TimePoint> notBefore, Optional<Duration> notice) {
    /** A duration and nothing else. */
    public static LeaseTimes of(Duration duration) {
        return new LeaseTimes(duration, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
