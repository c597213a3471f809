package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One run alone, with every step shown: {@code -Dvmpilot.simulation=NAME}, as a failure prints it. */
class OneRunTest {
    @Test
    void theRunThatIsNamedIsGood() {
        String name = System.getProperty("vmpilot.simulation", "");
        Site.Outcome outcome = Site.run(Plan.named(name.isEmpty() ? "two-slots" : name), Mutant.NONE, true);

        if (!name.isEmpty()) {
            outcome.lines().forEach(System.out::println);
        }
        assertThat(outcome.faults()).as(outcome.words()).isEmpty();
    }
}
