package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens, the node comes back: tens of thousands of runs, each with its own seed; a million with {@code --long}. */
class VirtualTimeTest {
    private static final int RUNS = 50_000;
    private static final int QUEUE_RUNS = 900;
    private static final long LONG_RUNS = 1_000_000;

    @Test
    void everyStepOfAStoryMayBeStruckByEveryFaultAndFiftyThousandRunsAreGood() {
        List<Plan> struck = Plan.struck(List.of(Plan.Story.values()));
        long random = Math.max(RUNS - struck.size(), RUNS / 2);

        assertGood(new Runs().of(struck.stream(), Mutant.NONE));
        assertGood(new Runs().of(LongStream.rangeClosed(1, random).mapToObj(Plan::random), Mutant.NONE));
    }

    @Test
    void leasesGetUpBesideBlackHolesAndBesideThoseThatNobodyCanPlace() {
        assertGood(new Runs().of(QueuePlans.first(QUEUE_RUNS), Mutant.NONE));
    }

    @Test
    @Tag("long")
    void aMillionRunsAreGood() {
        assertGood(new Runs()
                .of(LongStream.rangeClosed(RUNS + 1L, RUNS + LONG_RUNS).mapToObj(Plan::random), Mutant.NONE));
    }

    private static void assertGood(Runs runs) {
        System.out.printf("virtual time: %d runs, %d steps%n", runs.runs(), runs.steps());
        assertThat(runs.words()).as(String.join("\n", runs.words())).isEmpty();
    }
}
