package org.vmpilot.coordinator.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a project, or a submitter, may have at most; what is empty is bounded by the site alone.
 *
 * @param openLeases leases that have not ended; {@code slots}, {@code guests} and {@code memoryMib}: those of them all
 * @param longest duration of a lease
 * @param nodeHours slots times time of the leases that have not ended or ended within the period
 */
public record Quota(
        Optional<Integer> openLeases,
        Optional<Integer> slots,
        Optional<Integer> guests,
        Optional<Long> memoryMib,
        Optional<Duration> longest,
        Optional<Integer> nodeHours,
        Duration period) {
    public static final Duration STANDARD_PERIOD = Duration.ofDays(7);

    /** Whatever the site lets anybody have. */
    public static final Quota NONE = new Quota(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            STANDARD_PERIOD);

    /** How long it must be known what has ended; zero: not at all. */
    Duration looksBack() {
        return nodeHours.isPresent() ? period : Duration.ZERO;
    }
}
