package org.vmpilot.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElapsedClockTest {
    private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

    @TempDir
    Path folder;

    private Instant wall = NOON;
    private long uptime = 5000;

    private ElapsedClock open(String boot) throws IOException {
        return ElapsedClock.open(folder, () -> wall, () -> uptime, boot);
    }

    @ParameterizedTest
    @ValueSource(longs = {-7200, -3600, 3600, 7200, 86_400})
    void aWallClockThatIsSetMovesNothingAndIsSeen(long seconds) throws IOException {
        ElapsedClock clock = open("boot1");
        assertThat(clock.instant()).isEqualTo(NOON);
        wall = wall.plusSeconds(seconds);
        uptime += 1000;
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
        assertThat(clock.jump().map(ElapsedClock.Jump::by)).contains(Duration.ofSeconds(seconds - 1));
        clock.look();
        assertThat(clock.jump()).as("it lasts").isPresent();
        wall = wall.minusSeconds(seconds - 1);
        clock.look();
        assertThat(clock.jump()).as("set back").isEmpty();
    }

    @Test
    void itGoesOnCountingWhenTheCoordinatorIsStartedAgainOnTheSameBoot() throws IOException {
        open("boot1");
        wall = wall.plus(Duration.ofHours(2));
        uptime += 60_000;
        ElapsedClock again = open("boot1");
        assertThat(again.instant()).isEqualTo(NOON.plusSeconds(60));
        assertThat(again.jump()).isPresent();
    }

    @Test
    void afterARebootTheWallClockIsBelieved() throws IOException {
        open("boot1");
        wall = wall.plus(Duration.ofHours(2));
        uptime = 10;
        ElapsedClock again = open("boot2");
        assertThat(again.instant()).isEqualTo(NOON.plus(Duration.ofHours(2)));
        assertThat(again.jump()).isEmpty();
    }

    @Test
    void aMachineThatWasSuspendedHasLivedThroughThatTime() throws IOException {
        ElapsedClock clock = open("boot1");
        wall = wall.plus(Duration.ofHours(8));
        uptime += Duration.ofHours(8).toMillis();
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(8)));
        assertThat(clock.jump()).isEmpty();
    }

    @Test
    void anAnchorThatCannotBeReadIsRefusedWithItsName() throws IOException {
        Files.writeString(folder.resolve("clock"), "nonsense");
        assertThatThrownBy(() -> open("boot1")).isInstanceOf(IOException.class).hasMessageContaining("clock must be");
    }
}
