package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Whether the LRM answers, and how long it is left alone after it did not. For the engine's thread; {@link #view} for all. */
public final class LrmHealth {
    private static final int MAX_DOUBLINGS = 10;

    private final Duration shortest;
    private final Duration longest;
    private final RandomGenerator random;
    private int failures;
    private Instant quietUntil = Instant.MIN;
    private volatile View view = new View(false, Optional.empty(), "not asked yet", 0);

    /**
     * @param askedAt when the last answer was asked for
     * @param words of the last failure
     * @param failed how often it has failed since the start; never less
     */
    public record View(boolean answers, Optional<Instant> askedAt, String words, long failed) {}

    LrmHealth(Duration shortest, Duration longest, RandomGenerator random) {
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
    }

    void answered(Instant askedAt) {
        failures = 0;
        quietUntil = Instant.MIN;
        view = new View(true, Optional.of(askedAt), "", view.failed());
    }

    /** Leaves it alone for a time that doubles with each failure, with jitter: half to all of it. */
    Instant failed(Instant now, String words) {
        Duration full = shortest.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        Duration capped = full.compareTo(longest) > 0 ? longest : full;
        long millis = capped.toMillis();
        quietUntil = now.plusMillis(millis / 2 + random.nextLong(millis / 2 + 1));
        failures++;
        view = new View(false, view.askedAt(), words, view.failed() + 1);
        return quietUntil;
    }

    boolean quiet(Instant now) {
        return quietUntil.isAfter(now);
    }

    /** Until when it is left alone. */
    Optional<Instant> quietUntil() {
        return failures == 0 ? Optional.empty() : Optional.of(quietUntil);
    }

    View view() {
        return view;
    }
}
