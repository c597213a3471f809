package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bed that lets a broken product pass is no bed. */
class MutantsTest {
    private static final int SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aVariantThatIsBrokenOnPurposeIsCaughtWithinAFewSeeds(Mutant mutant) {
        Optional<Site.Outcome> caught = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Site.run(Plan.random(seed), mutant, false))
                .filter(outcome -> !outcome.good())
                .findFirst();

        assertThat(caught).as(mutant + " is caught within " + SEEDS + " seeds").isPresent();
    }
}
