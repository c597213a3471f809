package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who folds a lease's events knows at any time what GET shows of it, whatever goes wrong meanwhile. */
class EventMirrorTest {
    private static final int RUNS = 300;
    private static final int QUEUE_RUNS = 60;
    private static final int LONG_RUNS = 10_000;

    private final Set<String> events = new TreeSet<>();
    private long looks;

    @Test
    void eventsSayWhateverGetShows() {
        play(Stream.of(Plan.Story.values()).map(story -> story.plan(List.of())));
        play(LongStream.rangeClosed(1, RUNS).mapToObj(Plan::random));
        play(QueuePlans.first(QUEUE_RUNS));

        assertThat(looks).isGreaterThan(10_000);
        assertThat(events).contains("CREATED", "SUBMITTING", "LIVE", "GUEST_UP", "CERTIFICATE", "LOST", "CHANGED");
    }

    @Test
    @Tag("long")
    void tenThousandRunsAreMirrored() {
        play(LongStream.rangeClosed(RUNS + 1L, RUNS + LONG_RUNS).mapToObj(Plan::random));

        assertThat(looks).isGreaterThan(100_000);
    }

    private void play(Stream<Plan> plans) {
        plans.forEach(plan -> {
            Mirroring mirroring = new Mirroring();
            Site.Outcome outcome = Site.mirrored(plan, mirroring);
            assertThat(mirroring.faults()).as(outcome.words()).isEmpty();
            assertThat(outcome.faults()).as(outcome.words()).isEmpty();
            looks += mirroring.looks();
            events.addAll(mirroring.events());
        });
    }
}
