package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants of a lease that was made.
 *
 * @param version the one that he saw; empty: he does not say, and moves no end
 * @param end when it is to end; empty: see {@code duration}
 * @param duration counted from GO
 * @param labels all that it is to have; empty: as they are
 */
public record LeaseChange(
        Optional<Integer> version,
        Optional<Instant> end,
        Optional<Duration> duration,
        Optional<Map<String, String>> labels) {
    public boolean movesEnd() {
        return end.isPresent() || duration.isPresent();
    }
}
