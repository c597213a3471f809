package org.vmpilot.killall.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A fan-out over nodes that do anything at any time; the invariants hold all the way. */
final class RandomRun {
    private final Random random;
    private final Limits limits;
    private final FanOut fanOut;
    private final Map<String, Integer> verdicts = new HashMap<>();
    private final List<String> nodes = new ArrayList<>();
    private long now = 1;

    RandomRun(int seed) {
        random = new Random(seed);
        limits = new Limits(
                1 + random.nextInt(40), Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(60));
        int count = 1 + random.nextInt(100);
        for (int i = 0; i < count; i++) {
            nodes.add("n" + i);
        }
        fanOut = new FanOut(nodes, limits);
    }

    void play() {
        List<FanOutEvent> pending = new ArrayList<>();
        take(new FanOutEvent.Tick(), pending);
        while (!fanOut.isOver()) {
            if (pending.isEmpty() || random.nextInt(5) == 0) {
                assertThat(fanOut.nextTick())
                        .as("an end comes even if nobody says another word")
                        .isLessThan(Long.MAX_VALUE);
                now = Math.max(now, fanOut.nextTick());
                take(new FanOutEvent.Tick(), pending);
            } else {
                now += random.nextInt(300);
                take(pending.remove(random.nextInt(pending.size())), pending);
            }
        }
        assertThat(verdicts)
                .hasSize(nodes.size())
                .allSatisfy((node, count) -> assertThat(count).isEqualTo(1));
    }

    private void take(FanOutEvent event, List<FanOutEvent> pending) {
        for (FanOutAction action : fanOut.on(event, now)) {
            if (action instanceof FanOutAction.Keep keep) {
                verdicts.merge(keep.result().node(), 1, Integer::sum);
            } else if (action instanceof FanOutAction.Probe probe && random.nextInt(10) > 0) {
                pending.add(random.nextInt(8) > 0 ? new FanOutEvent.Probed(probe.node()) : broken(probe.node()));
            } else if (action instanceof FanOutAction.Run run && random.nextInt(10) > 0) {
                pending.add(random.nextInt(8) > 0 ? new FanOutEvent.LoggedIn(run.node()) : broken(run.node()));
                pending.add(new FanOutEvent.Ended(NodeResult.of(run.node(), NodeVerdict.CLEAN, "")));
            }
        }
        assertThat(fanOut.underWay()).isLessThanOrEqualTo(limits.width());
    }

    private static FanOutEvent broken(String node) {
        return new FanOutEvent.Broken(NodeResult.of(node, NodeVerdict.UNREACHABLE, "broke"));
    }
}
