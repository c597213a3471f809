package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens, the node comes back: tens of thousands of runs, each with its own seed; a million with {@code --long}. */
class VirtualTimeTest {
    private static final int RUNS = 50_000;
    private static final long LONG_RUNS = 1_000_000;

    @Test
    void everyStepOfAStoryMayBeStruckByEveryFaultAndFiftyThousandRunsAreGood() {
        List<Plan> struck = struck();
        long random = Math.max(RUNS - struck.size(), RUNS / 2);

        assertGood(new Runs().of(struck.stream(), Mutant.NONE));
        assertGood(new Runs().of(LongStream.rangeClosed(1, random).mapToObj(Plan::random), Mutant.NONE));
    }

    @Test
    @Tag("long")
    void aMillionRunsAreGood() {
        assertGood(new Runs()
                .of(LongStream.rangeClosed(RUNS + 1L, RUNS + LONG_RUNS).mapToObj(Plan::random), Mutant.NONE));
    }

    /** Each story, at each of its steps, with each fault. */
    private static List<Plan> struck() {
        List<Plan> plans = new ArrayList<>();
        for (Plan.Story story : Plan.Story.values()) {
            int steps = Site.run(story.plan(List.of()), Mutant.NONE, false).steps();
            for (int step = 1; step <= steps; step++) {
                for (Fault fault : Fault.values()) {
                    plans.add(story.plan(List.of(new Plan.Strike(step, fault))));
                }
            }
        }
        return plans;
    }

    private static void assertGood(Runs runs) {
        System.out.printf("virtual time: %d runs, %d steps%n", runs.runs(), runs.steps());
        assertThat(runs.words()).as(String.join("\n", runs.words())).isEmpty();
    }
}
