package org.vmpilot.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrickleTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final Trickle trickle = new Trickle();

    @Test
    void twenty_pass_at_once_then_one_in_ten_seconds_and_it_says_how_many_did_not() {
        int passed = 0;
        for (int i = 0; i < 1000; i++) {
            passed += trickle.pass("mallory", NOW).isPresent() ? 1 : 0;
        }

        assertThat(passed).isEqualTo(20);
        assertThat(trickle.pass("mallory", NOW.plusSeconds(10))).isEqualTo(OptionalInt.of(980));
        assertThat(trickle.pass("mallory", NOW.plusSeconds(10))).isEmpty();
        assertThat(trickle.pass("mallory", NOW.plusSeconds(20))).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void one_name_takes_nothing_from_another() {
        for (int i = 0; i < 100; i++) {
            trickle.pass("mallory", NOW);
        }

        assertThat(trickle.pass("trudy", NOW)).isEqualTo(OptionalInt.of(0));
    }
}
