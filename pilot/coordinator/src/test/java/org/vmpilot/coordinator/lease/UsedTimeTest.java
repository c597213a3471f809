package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsedTimeTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-11-20");
    private static final Instant CLAIMED = Instant.parse("2026-11-20T23:00:00Z");
    private static final Instant GO = CLAIMED.plusSeconds(60);

    @Test
    void a_slot_over_midnight_is_parted_between_the_days() {
        Instant end = Instant.parse("2026-11-22T01:00:00Z");

        assertThat(UsedTime.of(CLAIMED, Optional.of(GO), 2, end))
                .containsEntry(FIRST, new UsedTime(Duration.ofHours(1), Duration.ofMinutes(118)))
                .containsEntry(FIRST.plusDays(1), new UsedTime(Duration.ofDays(1), Duration.ofDays(2)))
                .containsEntry(FIRST.plusDays(2), new UsedTime(Duration.ofHours(1), Duration.ofHours(2)))
                .hasSize(3);
    }

    @Test
    void one_that_ends_at_midnight_has_used_nothing_of_the_day_that_begins_and_is_counted_there() {
        Instant midnight = Instant.parse("2026-11-21T00:00:00Z");

        assertThat(UsedTime.of(CLAIMED, Optional.empty(), 2, midnight))
                .containsEntry(FIRST, new UsedTime(Duration.ofHours(1), Duration.ZERO))
                .containsEntry(FIRST.plusDays(1), new UsedTime(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void an_end_before_the_beginning_is_no_time() {
        Instant before = CLAIMED.minus(Duration.ofDays(30));

        assertThat(UsedTime.of(CLAIMED, Optional.of(GO), 2, before))
                .containsExactly(
                        java.util.Map.entry(LocalDate.parse("2026-10-21"), new UsedTime(Duration.ZERO, Duration.ZERO)));
    }
}
