package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.coordinator.lease.Drain.Step;

class DrainTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private static Optional<Drain> at(String step) {
        return step.equals("none")
                ? Optional.empty()
                : Optional.of(
                        new Drain("node1", Step.valueOf(step), "why", NOW, Optional.empty(), Drain.Cause.NOT_CLEAN));
    }

    private static String word(Optional<Drain> drain) {
        return drain.map(there -> there.step().name()).orElse("none");
    }

    /** Cells: not clean; clean, lifted by hand; clean, lifted by itself; somebody asks. */
    @ParameterizedTest
    @CsvSource({
        "none, WANTED, none, none, LIFTING",
        "WANTED, WANTED, WANTED, LIFTING, LIFTING",
        "DRAINED, DRAINED, DRAINED, LIFTING, LIFTING",
        "LIFTING, WANTED, LIFTING, LIFTING, LIFTING"
    })
    void each_look_has_its_answer(String before, String notClean, String byHand, String byItself, String asked) {
        Optional<String> doubt = Optional.of("slot x: DIRTY");
        assertThat(word(Drain.looked(at(before), "node1", doubt, true, LATER))).isEqualTo(notClean);
        assertThat(word(Drain.looked(at(before), "node1", doubt, false, LATER))).isEqualTo(notClean);
        assertThat(word(Drain.looked(at(before), "node1", Optional.empty(), false, LATER)))
                .isEqualTo(byHand);
        assertThat(word(Drain.looked(at(before), "node1", Optional.empty(), true, LATER)))
                .isEqualTo(byItself);
        assertThat(word(Optional.of(Drain.resumed(at(before), "node1", LATER)))).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "WANTED, WANTED, DRAINED",
        "LIFTING, LIFTING, none",
        // What was told is not what is wanted by now: it is told next.
        "LIFTING, WANTED, LIFTING",
        "WANTED, LIFTING, WANTED"
    })
    void what_the_lrm_took_counts_only_if_it_is_still_wanted(String wanted, String told, String after) {
        assertThat(word(at(wanted).orElseThrow().done(Step.valueOf(told), true, LATER)))
                .isEqualTo(after);
    }

    @Test
    void a_failure_keeps_the_time_of_the_first_and_goes_when_the_lrm_takes_it() {
        Drain failed = at("WANTED").orElseThrow().failed("no rights", NOW).failed("no answer", LATER);
        assertThat(failed.failure()).contains(new Drain.Failure(NOW, "no answer"));
        assertThat(failed.done(Step.WANTED, true, LATER).orElseThrow().failure())
                .isEmpty();
        assertThat(failed.pending()).isTrue();
        assertThat(failed.done(Step.WANTED, true, LATER).orElseThrow().pending())
                .isFalse();
    }

    @Test
    void a_drain_that_is_there_keeps_its_first_reason_and_time() {
        Optional<Drain> drained = at("DRAINED");
        assertThat(Drain.looked(drained, "node1", Optional.of("another slot"), true, LATER))
                .isEqualTo(drained);
    }

    @Test
    void aBlackHoleIsGivenBackByAPersonOnlyWhateverALookSays() {
        Drain hole = Drain.blackHole(at("none"), "node1", "three pilots", NOW);
        assertThat(hole.step()).isEqualTo(Step.WANTED);
        Drain drained = hole.done(Step.WANTED, true, NOW).orElseThrow();
        assertThat(Drain.looked(Optional.of(drained), "node1", Optional.empty(), true, NOW))
                .contains(drained);
        assertThat(Drain.resumed(Optional.of(drained), "node1", NOW).step()).isEqualTo(Step.LIFTING);
    }

    @Test
    void aNodeThatIsDrainedAndBecomesABlackHoleIsDrainedAnewWithTheNewReasonAndOnce() {
        Drain hole = Drain.blackHole(at("DRAINED"), "node1", "three pilots", NOW);
        assertThat(hole.step()).isEqualTo(Step.WANTED);
        assertThat(hole.reason()).isEqualTo("three pilots");
        Drain drained = hole.done(Step.WANTED, true, NOW).orElseThrow();
        assertThat(Drain.blackHole(Optional.of(drained), "node1", "four pilots", NOW))
                .isEqualTo(drained);
    }
}
