package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a slot has used that is over, by UTC day.
 *
 * @param node how long it held its node: from its claim to its certificate
 * @param guests how long, times its guests: from GO to its certificate
 */
public record UsedTime(Duration node, Duration guests) {
    private static final UsedTime NONE = new UsedTime(Duration.ZERO, Duration.ZERO);

    private UsedTime plus(UsedTime other) {
        return new UsedTime(node.plus(other.node), guests.plus(other.guests));
    }

    /**
     * The last day is that of the end, also where nothing was used on it. An end that lies before the beginning (the coordinator's machine was booted
     * meanwhile with another time) is no time.
     *
     * @param go empty: there was none
     */
    public static Map<LocalDate, UsedTime> of(Instant claimed, Optional<Instant> go, int guests, Instant end) {
        Map<LocalDate, UsedTime> days = new TreeMap<>();
        add(days, claimed, end, 1, 0);
        go.ifPresent(at -> add(days, at, end, 0, guests));
        days.putIfAbsent(day(end), NONE);
        return days;
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static void add(Map<LocalDate, UsedTime> days, Instant begin, Instant end, int nodes, int guests) {
        Instant at = begin;
        while (at.isBefore(end)) {
            LocalDate day = day(at);
            Instant midnight = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant next = midnight.isBefore(end) ? midnight : end;
            Duration part = Duration.between(at, next);
            days.merge(day, new UsedTime(part.multipliedBy(nodes), part.multipliedBy(guests)), UsedTime::plus);
            at = next;
        }
    }
}
