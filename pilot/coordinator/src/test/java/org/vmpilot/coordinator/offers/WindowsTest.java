package org.vmpilot.coordinator.offers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.config.MaintenanceWindow;
import org.vmpilot.coordinator.lease.Closure;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.nodes.NodeSet;

/** Windows over two years in zones that change their clocks, held against a walk through the calendar that knows no cron expression. */
class WindowsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TWO_YEARS = Duration.ofDays(731);
    private static final Timing TIMING = new Timing(
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofSeconds(30),
            5,
            Duration.ofHours(1),
            true);

    /** A window, and how one reads it without Quartz. */
    private record Rule(String begin, Duration duration, Predicate<LocalDate> days, List<LocalTime> times) {
        /** Walks through all days; where the clocks are changed, by the changes themselves. */
        List<Span> walk(ZoneId zone) {
            List<Span> spans = new ArrayList<>();
            LocalDate first = LocalDate.ofInstant(BEGIN, ZoneOffset.UTC).minusDays(40);
            first.datesUntil(first.plusDays(1700))
                    .filter(days)
                    .forEach(day -> times.forEach(time -> {
                        Instant begin = moment(day.atTime(time), zone);
                        spans.add(new Span(begin, begin.plus(duration)));
                    }));
            return spans;
        }

        private static Instant moment(LocalDateTime local, ZoneId zone) {
            ZoneOffsetTransition change = zone.getRules().getTransition(local);
            if (change == null) {
                return local.toInstant(zone.getRules().getOffset(local));
            }
            return change.isGap()
                    ? change.getInstant().plus(Duration.between(change.getDateTimeBefore(), local))
                    : local.toInstant(change.getOffsetBefore());
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "0 0 17 ? * FRI",
                    Duration.ofHours(63),
                    day -> day.getDayOfWeek() == DayOfWeek.FRIDAY,
                    List.of(LocalTime.of(17, 0))),
            new Rule("0 30 2 * * ?", Duration.ofMinutes(50), day -> true, List.of(LocalTime.of(2, 30))),
            new Rule(
                    "0 15 1,2,3 ? * SUN",
                    Duration.ofMinutes(30),
                    day -> day.getDayOfWeek() == DayOfWeek.SUNDAY,
                    List.of(LocalTime.of(1, 15), LocalTime.of(2, 15), LocalTime.of(3, 15))),
            new Rule(
                    "30 0 6 1 * ?",
                    Duration.ofHours(30),
                    day -> day.getDayOfMonth() == 1,
                    List.of(LocalTime.of(6, 0, 30))));

    private static MaintenanceWindow window(String name, Rule rule, ZoneId zone, Scope scope) {
        return new MaintenanceWindow(name, rule.begin(), rule.duration(), zone, scope, "maintenance");
    }

    private static boolean overlaps(List<Span> spans, Instant from, Duration need) {
        Instant to = from.plus(need);
        return spans.stream()
                .anyMatch(span -> span.begin().isBefore(to) && span.end().isAfter(from));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"})
    void whatIsAdmittedOverlapsNoWindowAndWhatFitsIsAdmitted(String name) {
        ZoneId zone = ZoneId.of(name);
        for (int which = 0; which <= RULES.size(); which++) {
            // One alone, and at last all of them together.
            List<Rule> rules = which < RULES.size() ? RULES.subList(which, which + 1) : RULES;
            List<Span> truth =
                    rules.stream().flatMap(rule -> rule.walk(zone).stream()).toList();
            AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
            Windows windows = new Windows(
                    rules.stream()
                            .map(rule -> window("w", rule, zone, Scope.ALL))
                            .toList(),
                    now::get,
                    now::get,
                    TIMING);
            Random random = new Random(which);
            int admitted = 0;
            int runs = 1500;
            for (int run = 0; run < runs; run++) {
                // In the order of time, as time passes, with a step back now and then.
                Instant at = BEGIN.plusSeconds(TWO_YEARS.toSeconds() * run / runs + random.nextInt(40_000));
                now.set(at);
                Duration need = Duration.ofSeconds(60 + (long) Math.exp(random.nextDouble() * 13));
                Optional<Closure> closed = windows.closed(at, need, scope -> true);
                assertThat(closed.isPresent())
                        .as("%s %s at %s for %s", name, rules, at, need)
                        .isEqualTo(overlaps(truth, at, need));
                admitted += closed.isPresent() ? 0 : 1;
                closed.ifPresent(why -> isTheFirst(why, truth, at, need));
            }
            assertThat(admitted).as(rules.toString()).isBetween(runs / 20, runs - runs / 20);
        }
    }

    /** It is told when it may start: then it fits, and at no end of a window before does it. */
    private static void isTheFirst(Closure why, List<Span> truth, Instant at, Duration need) {
        assertThat(why.reason().code()).contains(ReasonCode.WINDOW);
        Instant next = why.until().orElse(at.plus(WindowCalendar.AHEAD).minus(need));
        assertThat(why.until().isPresent()).isEqualTo(!overlaps(truth, next, need));
        List<Instant> before = truth.stream()
                .map(Span::end)
                .filter(end -> end.isAfter(at) && end.isBefore(next))
                .toList();
        assertThat(before).allMatch(end -> overlaps(truth, end, need), "an earlier start than " + next);
    }

    private static List<Instant> begins(String cron, String zone, String from, int count) {
        WindowCalendar calendar = new WindowCalendar(
                new MaintenanceWindow("w", cron, Duration.ofMinutes(10), ZoneId.of(zone), Scope.ALL, "why"));
        List<Instant> begins = new ArrayList<>();
        Instant now = Instant.parse(from);
        Instant at = now;
        while (begins.size() < count) {
            Span span = calendar.after(at, now).orElseThrow();
            begins.add(span.begin());
            at = span.end();
        }
        return begins;
    }

    @Test
    void aTimeThatAChangeOfTheClocksLeavesOutComesLaterAndOneThatComesTwiceIsTheFirst() {
        assertThat(begins("0 30 2 * * ?", "Europe/Berlin", "2026-03-28T00:00:00Z", 3))
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        // 3:30 in summer time.
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(begins("0 30 2 * * ?", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        // Wherever one begins to look.
        assertThat(begins("0 30 2 * * ?", "Europe/Berlin", "2026-10-25T01:00:00Z", 1))
                .containsExactly(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void aWindowOfNodesIsInTheWayOfNothingElse() {
        Rule rule = new Rule("0 0 17 ? * FRI", Duration.ofHours(3), day -> true, List.of());
        Scope node = Scope.nodes(NodeSet.of(List.of("node1")));
        Instant friday = Instant.parse("2026-01-02T18:00:00Z");
        Windows windows =
                new Windows(List.of(window("w", rule, ZoneOffset.UTC, node)), () -> friday, () -> friday, TIMING);

        assertThat(windows.ofNode("node1")).singleElement().asString().contains("until 2026-01-02T20:00:00Z");
        assertThat(windows.ofNode("node2")).isEmpty();
        assertThat(windows.closed(friday, Duration.ofMinutes(1), scope -> scope.coversNode("node1")))
                .isPresent();
        assertThat(windows.closed(friday, Duration.ofMinutes(1), scope -> scope.coversNode("node2")))
                .isEmpty();
    }

    @Test
    void itIsSaidWhatBeginsWhenWhatIsNeededAndWhenItWouldStart() {
        Rule rule = new Rule("0 0 17 ? * FRI", Duration.ofHours(3), day -> true, List.of());
        Instant friday = Instant.parse("2026-01-02T15:30:00Z");
        Windows windows = new Windows(
                List.of(window("net", rule, ZoneOffset.UTC, Scope.ALL)), () -> friday, () -> friday, TIMING);
        assertThat(windows.closed(friday, Duration.ofHours(2), scope -> true)
                        .orElseThrow()
                        .words())
                .isEqualTo(
                        "window net (everything: maintenance) begins 2026-01-02T17:00:00Z; needs 2h00m; would start after"
                                + " 2026-01-02T20:00:00Z");
        assertThat(windows.closed(friday, Duration.ofMinutes(90), scope -> true))
                .isEmpty();
        assertThat(windows.closed(friday, Duration.ofDays(10), scope -> true)
                        .orElseThrow()
                        .words())
                .endsWith("there is no room for it between the windows: ask for a shorter longest (or duration)");
    }
}
