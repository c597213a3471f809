package org.vmpilot.coordinator.offers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.coordinator.config.MaintenanceWindow;
import org.vmpilot.coordinator.lease.Closure;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.coordinator.lease.StartWindow;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * The site's maintenance windows: nothing is started that would not be over, by the walltime that is asked for its job, before the next one begins, and nothing while one
 * is. They are times of the calendar, so the wall clock counts, not what has elapsed. From any thread.
 */
public final class Windows {
    private final List<WindowCalendar> calendars;
    private final InstantSource wall;
    private final InstantSource clock;
    private final Timing timing;

    /**
     * A window as it is next.
     *
     * @param begins its begin; in the past while it is
     */
    public record Next(MaintenanceWindow rule, Instant begins, Instant ends, boolean now) {}

    /**
     * @param wall the calendar's
     * @param clock the loop's
     */
    public Windows(List<MaintenanceWindow> rules, InstantSource wall, InstantSource clock, Timing timing) {
        this.calendars = rules.stream().map(WindowCalendar::new).toList();
        this.wall = wall;
        this.clock = clock;
        this.timing = timing;
    }

    Optional<Closure> closed(Lease lease) {
        return closed(from(lease), need(lease), scope -> scope.covers(lease));
    }

    Optional<Closure> closed(Lease lease, String node) {
        return closed(from(lease), need(lease), scope -> scope.covers(lease) || scope.coversNode(node));
    }

    /** Nodes whose windows stand in the way of the lease. */
    Set<String> closedNodes(Lease lease) {
        Instant now = wall.instant();
        Instant from = from(lease);
        Duration need = need(lease);
        return calendars.stream()
                .filter(window -> blocks(window, from, now, need).isPresent())
                .flatMap(window -> window.rule().scope().nodes().stream())
                .flatMap(NodeSet::stream)
                .collect(Collectors.toSet());
    }

    /** The LRM may have its jobs long before they may start. */
    private Instant from(Lease lease) {
        Instant now = wall.instant();
        return StartWindow.of(lease).notBefore().filter(at -> at.isAfter(now)).orElse(now);
    }

    private Duration need(Lease lease) {
        return timing.walltime(lease.request().longest(), lease.request().slotCount());
    }

    /**
     * @param from when it would start, now or later
     * @param need how long it would hold its nodes
     */
    Optional<Closure> closed(Instant from, Duration need, Predicate<Scope> which) {
        Instant now = wall.instant();
        List<WindowCalendar> concerned = calendars.stream()
                .filter(window -> which.test(window.rule().scope()))
                .toList();
        return concerned.stream()
                .flatMap(window ->
                        blocks(window, from, now, need).map(span -> words(window.rule(), span, now, need)).stream())
                .findFirst()
                .map(words -> closure(words, fits(concerned, from, now, need), now));
    }

    private static Optional<Span> blocks(WindowCalendar window, Instant from, Instant now, Duration need) {
        return window.after(from, now).filter(span -> span.overlaps(from, from.plus(need)));
    }

    /** When there is room for it; empty: not as far as one looks. */
    private static Optional<Instant> fits(List<WindowCalendar> windows, Instant first, Instant now, Duration need) {
        Instant from = first;
        Instant end = now.plus(WindowCalendar.AHEAD).minus(need);
        while (from.isBefore(end)) {
            Instant at = from;
            Optional<Instant> later = windows.stream()
                    .flatMap(window -> blocks(window, at, now, need).stream())
                    .map(Span::end)
                    .max(Comparator.naturalOrder());
            if (later.isEmpty()) {
                return Optional.of(at);
            }
            from = later.get();
        }
        return Optional.empty();
    }

    private static String words(MaintenanceWindow rule, Span span, Instant now, Duration need) {
        String window = "window " + rule.name() + " (" + rule.scope().words() + ": " + rule.why() + ") ";
        return span.begin().isAfter(now)
                ? window + "begins " + seconds(span.begin()) + "; needs " + span(need)
                : window + "is until " + seconds(span.end());
    }

    private Closure closure(String words, Optional<Instant> at, Instant now) {
        String then = at.map(when -> "; would start after " + seconds(when))
                .orElse("; there is no room for it between the windows: ask for a shorter longest (or duration)");
        return Closure.of(ReasonCode.WINDOW, words + then, at.map(when -> toClock(when, now)));
    }

    private Instant toClock(Instant at, Instant now) {
        return clock.instant().plus(Duration.between(now, at));
    }

    private static Instant seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** {@code 2h04m}, {@code 50m}, {@code 30s}. */
    private static String span(Duration duration) {
        long minutes = duration.toMinutes();
        if (minutes < 1) {
            return duration.toSeconds() + "s";
        }
        return minutes < 60 ? minutes + "m" : String.format("%dh%02dm", minutes / 60, minutes % 60);
    }

    /** Windows of the node alone that are now, for people. */
    List<String> ofNode(String node) {
        return next().stream()
                .filter(window -> window.now() && window.rule().scope().coversNode(node))
                .map(window -> "window " + window.rule().name() + " until " + seconds(window.ends()) + ": "
                        + window.rule().why())
                .toList();
    }

    /** Each as it is now or will be next; one that never comes again is left out. */
    public List<Next> next() {
        Instant now = wall.instant();
        List<Next> all = new ArrayList<>();
        for (WindowCalendar window : calendars) {
            window.after(now, now)
                    .ifPresent(span -> all.add(new Next(
                            window.rule(),
                            span.begin(),
                            span.end(),
                            !span.begin().isAfter(now))));
        }
        return all;
    }

    /** When the windows that are next end, by the loop's clock: what waited for that may start. */
    Stream<Instant> dues(Instant now) {
        Instant today = wall.instant();
        return next().stream().map(window -> now.plus(Duration.between(today, window.ends())));
    }
}
