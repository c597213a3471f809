package org.vmpilot.coordinator.offers;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.vmpilot.coordinator.config.MaintenanceWindow;

/**
 * When a window is. Quartz says on which days and at which times of the clock it begins; what moment that is, the zone says: a time that a change of the
 * clocks leaves out comes as much later as the clocks go forward, one that comes twice is the first of the two. From any thread.
 */
final class WindowCalendar {
    /** How far ahead of now one looks. */
    static final Duration AHEAD = Duration.ofDays(800);

    private static final Duration KEPT = Duration.ofDays(30);
    /** No zone is farther from UTC, and none has left out more than a day. */
    private static final Duration ZONES = Duration.ofDays(2);

    private final MaintenanceWindow rule;
    private final CronExpression begins;
    private volatile Known known = new Known(Instant.MAX, Instant.MIN, List.of());

    /** What was reckoned: spans without a gap in between are one. */
    private record Known(Instant from, Instant to, List<Span> spans) {}

    WindowCalendar(MaintenanceWindow rule) {
        this.rule = rule;
        try {
            begins = new CronExpression(rule.begin());
        } catch (ParseException e) {
            throw new IllegalArgumentException("window " + rule.name() + ": " + e.getMessage(), e);
        }
        // Times of a clock that is never changed: Quartz's own rules for changes depend on where it begins to look.
        begins.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
    }

    MaintenanceWindow rule() {
        return rule;
    }

    /**
     * The first that is not over at that time; empty: there is none within {@link #AHEAD}.
     *
     * @param at now or later
     */
    Optional<Span> after(Instant at, Instant now) {
        List<Span> spans = spans(now);
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).end().isAfter(at)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < spans.size() ? Optional.of(spans.get(low)) : Optional.empty();
    }

    private List<Span> spans(Instant now) {
        Known kept = known;
        if (now.isBefore(kept.from()) || now.isAfter(kept.to())) {
            Instant to = now.plus(KEPT);
            kept = new Known(now, to, joined(reckoned(now, to.plus(AHEAD))));
            known = kept;
        }
        return kept.spans();
    }

    private List<Span> reckoned(Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        Date clock = Date.from(from.minus(rule.duration()).minus(ZONES));
        for (Date next = begins.getTimeAfter(clock);
                next != null && next.toInstant().isBefore(to.plus(ZONES));
                next = begins.getTimeAfter(next)) {
            LocalDateTime local = LocalDateTime.ofInstant(next.toInstant(), ZoneOffset.UTC);
            Instant begin = ZonedDateTime.ofLocal(local, rule.zone(), null).toInstant();
            spans.add(new Span(begin, begin.plus(rule.duration())));
        }
        spans.sort(Comparator.comparing(Span::begin));
        return spans;
    }

    private static List<Span> joined(List<Span> sorted) {
        List<Span> joined = new ArrayList<>();
        for (Span span : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && !joined.get(last).end().isBefore(span.begin())) {
                joined.set(last, new Span(joined.get(last).begin(), span.end()));
            } else {
                joined.add(span);
            }
        }
        return List.copyOf(joined);
    }
}
