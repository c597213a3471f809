package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bed that lets a broken product pass is no bed. */
class MutantsTest {
    private static final int SEEDS = 1_000;
    private static final int QUEUE_SEEDS = 30;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aVariantThatIsBrokenOnPurposeIsCaughtWithinAFewRuns(Mutant mutant) {
        Stream<Plan> seeds = LongStream.rangeClosed(1, SEEDS).mapToObj(Plan::random);
        Stream<Plan> stories = Plan.struck(List.of(Plan.Story.ONE_SLOT)).stream();
        Optional<Site.Outcome> caught = Stream.of(QueuePlans.first(QUEUE_SEEDS), seeds, stories)
                .flatMap(Function.identity())
                .map(plan -> Site.run(plan, mutant, false))
                .filter(outcome -> !outcome.good())
                .findFirst();

        assertThat(caught).as(mutant + " is caught").isPresent();
    }
}
