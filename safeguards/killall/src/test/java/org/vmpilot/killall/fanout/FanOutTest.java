package org.vmpilot.killall.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutTest {
    private static final Limits LIMITS =
            new Limits(2, Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(100));

    private final List<FanOutAction> actions = new ArrayList<>();
    private FanOut fanOut;
    private long now = 1000;

    private void begin(Limits limits, String... nodes) {
        fanOut = new FanOut(List.of(nodes), limits);
        on(new FanOutEvent.Tick());
    }

    private List<FanOutAction> on(FanOutEvent event) {
        List<FanOutAction> more = fanOut.on(event, now);
        actions.addAll(more);
        return more;
    }

    private List<FanOutAction> later(long millis) {
        now += millis;
        return on(new FanOutEvent.Tick());
    }

    private static FanOutEvent ended(String node, NodeVerdict verdict) {
        return new FanOutEvent.Ended(NodeResult.of(node, verdict, ""));
    }

    private static FanOutEvent broken(String node) {
        return new FanOutEvent.Broken(NodeResult.of(node, NodeVerdict.UNREACHABLE, "broke"));
    }

    private List<NodeResult> kept() {
        return actions.stream()
                .filter(FanOutAction.Keep.class::isInstance)
                .map(action -> ((FanOutAction.Keep) action).result())
                .toList();
    }

    @Test
    void allNodesAreProbedAtOnceAndRunWithinTheWidth() {
        begin(LIMITS, "a", "b", "c");
        assertThat(actions)
                .containsExactly(new FanOutAction.Probe("a"), new FanOutAction.Probe("b"), new FanOutAction.Probe("c"));
        assertThat(on(new FanOutEvent.Probed("c"))).containsExactly(new FanOutAction.Run("c"));
        assertThat(on(new FanOutEvent.Probed("a"))).containsExactly(new FanOutAction.Run("a"));
        assertThat(on(new FanOutEvent.Probed("b"))).isEmpty();
        assertThat(on(ended("c", NodeVerdict.CLEAN))).contains(new FanOutAction.Run("b"));
    }

    /** A node at work costs this machine nothing: it must not keep others from their login. */
    @Test
    void aNodeAtWorkHoldsUpNobodysLogin() {
        Limits wide = new Limits(1000, LIMITS.probe(), LIMITS.login(), LIMITS.node());
        String[] nodes = IntStream.range(0, 300).mapToObj(i -> "n" + i).toArray(String[]::new);
        begin(wide, nodes);
        for (String node : nodes) {
            on(new FanOutEvent.Probed(node));
        }
        for (String node : nodes) {
            on(new FanOutEvent.LoggedIn(node));
        }
        assertThat(fanOut.running()).hasSize(300);
        assertThat(actions.stream().filter(FanOutAction.Run.class::isInstance)).hasSize(300);
    }

    @Test
    void noMoreThanSomeLogInAtOnceHoweverWideItIs() {
        Limits wide = new Limits(1000, LIMITS.probe(), LIMITS.login(), LIMITS.node());
        String[] nodes = IntStream.range(0, 300).mapToObj(i -> "n" + i).toArray(String[]::new);
        begin(wide, nodes);
        for (String node : nodes) {
            on(new FanOutEvent.Probed(node));
        }
        assertThat(fanOut.underWay()).isBetween(1, Limits.LOGINS);
    }

    @Test
    void aDeadNodeCostsNoPlaceAndIsUnreachableAfterTheProbeTimeout() {
        begin(LIMITS, "dead", "a", "b");
        on(new FanOutEvent.Probed("a"));
        assertThat(on(new FanOutEvent.Probed("b"))).containsExactly(new FanOutAction.Run("b"));
        assertThat(later(3999)).isEmpty();
        assertThat(later(1)).contains(new FanOutAction.Abandon("dead"));
        assertThat(kept()).singleElement().satisfies(result -> {
            assertThat(result.verdict()).isEqualTo(NodeVerdict.UNREACHABLE);
            assertThat(result.millis()).isEqualTo(4000);
        });
    }

    @Test
    void aNodeThatHangsGivesItsPlaceBack() {
        begin(new Limits(1, Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(100)), "a", "b");
        on(new FanOutEvent.Probed("a"));
        on(new FanOutEvent.Probed("b"));
        on(new FanOutEvent.LoggedIn("a"));
        on(new FanOutEvent.Marked("a"));
        assertThat(later(100_000)).contains(new FanOutAction.Abandon("a"), new FanOutAction.Run("b"));
        assertThat(kept()).singleElement().satisfies(result -> {
            assertThat(result.verdict()).isEqualTo(NodeVerdict.UNKNOWN);
            assertThat(result.frozen()).isTrue();
        });
    }

    @Test
    void withoutALoginNothingCanHaveRunThere() {
        begin(LIMITS, "a");
        on(new FanOutEvent.Probed("a"));
        later(15_000);
        assertThat(kept()).singleElement().extracting(NodeResult::verdict).isEqualTo(NodeVerdict.UNREACHABLE);
        assertThat(fanOut.isOver()).isTrue();
    }

    @Test
    void aConnectionThatBreaksBeforeTheLoginIsMadeAnewThreeTimesInAll() {
        begin(LIMITS, "a");
        on(new FanOutEvent.Probed("a"));
        assertThat(on(broken("a"))).isEmpty();
        assertThat(later(1000)).containsExactly(new FanOutAction.Probe("a"));
        on(broken("a"));
        assertThat(later(2000)).containsExactly(new FanOutAction.Probe("a"));
        on(broken("a"));
        assertThat(kept()).singleElement().extracting(NodeResult::why).isEqualTo("broke");
        assertThat(fanOut.nextTick()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aVerdictIsFinal() {
        begin(LIMITS, "a");
        on(ended("a", NodeVerdict.REFUSED));
        on(new FanOutEvent.Probed("a"));
        on(new FanOutEvent.LoggedIn("a"));
        on(new FanOutEvent.Marked("a"));
        on(broken("a"));
        on(ended("a", NodeVerdict.CLEAN));
        later(1_000_000);
        assertThat(kept()).singleElement().extracting(NodeResult::verdict).isEqualTo(NodeVerdict.REFUSED);
        assertThat(actions).doesNotContain(new FanOutAction.Run("a"));
    }

    @Test
    void greetedNodesAreNotCollectedFasterThanTheyAreRun() {
        String[] nodes = IntStream.range(0, 2000).mapToObj(i -> "n" + i).toArray(String[]::new);
        begin(LIMITS, nodes);
        assertThat(actions).hasSize(Limits.PROBES);
        for (int i = 0; i < Limits.PROBES; i++) {
            on(new FanOutEvent.Probed("n" + i));
        }
        long probes =
                actions.stream().filter(FanOutAction.Probe.class::isInstance).count();
        assertThat(probes).isLessThan(Limits.PROBES + LIMITS.ready() + LIMITS.width() + 1);
    }

    @Test
    void everyNodeGetsExactlyOneVerdictWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            new RandomRun(seed).play();
        }
    }

    @Test
    void whatIsOpenIsKnownAtAnyTime() {
        begin(LIMITS, "a", "b", "c", "d");
        on(new FanOutEvent.Probed("a"));
        on(new FanOutEvent.Probed("b"));
        on(new FanOutEvent.LoggedIn("a"));
        on(ended("d", NodeVerdict.UNREACHABLE));
        assertThat(fanOut.running()).containsExactly("a");
        assertThat(fanOut.notBegun()).containsExactly("b", "c");
    }
}
