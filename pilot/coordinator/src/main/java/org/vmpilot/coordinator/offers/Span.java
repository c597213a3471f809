package org.vmpilot.coordinator.offers;

import java.time.Instant;

/** From {@code begin} to just before {@code end}. */
record Span(Instant begin, Instant end) {
    boolean overlaps(Instant from, Instant to) {
        return begin.isBefore(to) && end.isAfter(from);
    }
}
