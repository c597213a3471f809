package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The times of a slot. */
public record Moments(Map<Moment, Instant> at) {
    public static final Moments NONE = new Moments(Map.of());

    public Moments {
        at = Map.copyOf(at);
    }

    public Optional<Instant> of(Moment moment) {
        return Optional.ofNullable(at.get(moment));
    }

    public boolean has(Moment moment) {
        return at.containsKey(moment);
    }

    /** Notes the moment; one that is known already stays. */
    Moments first(Moment moment, Instant now) {
        return has(moment) ? this : latest(moment, now);
    }

    /** Notes the moment over an earlier one. */
    Moments latest(Moment moment, Instant now) {
        Map<Moment, Instant> more = new EnumMap<>(Moment.class);
        more.putAll(at);
        more.put(moment, now);
        return new Moments(more);
    }

    Moments without(Moment moment) {
        Map<Moment, Instant> less = new EnumMap<>(Moment.class);
        less.putAll(at);
        less.remove(moment);
        return new Moments(less);
    }

    /** Whether the moment is known and lies {@code duration} or more before {@code now}. */
    boolean passed(Moment moment, Duration duration, Instant now) {
        return has(moment) && !at.get(moment).plus(duration).isAfter(now);
    }
}
