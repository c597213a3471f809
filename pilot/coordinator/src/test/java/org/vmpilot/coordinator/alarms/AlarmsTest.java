package org.vmpilot.coordinator.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.view.AlarmView;

class AlarmsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T04:00:00Z");

    private static List<AlarmView> shown(int count) {
        AlarmSource source = now -> IntStream.range(0, count)
                .mapToObj(i ->
                        new AlarmView(NOW.plusSeconds(count - i), "silent", "node" + i, "node" + i + " is silent"));
        return new Alarms(InstantSource.fixed(NOW), List.of(source, now -> Stream.of())).all();
    }

    @Test
    void theOldestComeFirst() {
        assertThat(shown(3)).extracting(AlarmView::node).containsExactly("node2", "node1", "node0");
    }

    @Test
    void ofMoreThanAPersonReadsTheOldestAreShownAndHowManyThereAre() {
        assertThat(shown(500)).hasSize(500).noneMatch(alarm -> alarm.kind().equals("more"));
        List<AlarmView> bounded = shown(20_000);
        assertThat(bounded).hasSize(500);
        assertThat(bounded.get(0).node()).isEqualTo("node19999");
        assertThat(bounded.get(499).kind()).isEqualTo("more");
        assertThat(bounded.get(499).words()).startsWith("19501 more alarms");
    }
}
