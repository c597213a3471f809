package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.service.HoldRefused;
import org.vmpilot.coordinator.service.Holding;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.AuditView;

/** Holds of a site, in virtual time, on a real store. */
class HeldSiteTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Caller OPS = Caller.admin("ops", "192.0.2.1");

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    private void open(int nodes) {
        open(new Site(folder, 1, nodes));
    }

    private void open(Site made) {
        site = made;
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static Holding.Wanted wanted(Optional<String> queue, Optional<NodeSet> nodes, Optional<Duration> lasts) {
        return new Holding.Wanted(queue, nodes, "root", "new kernel", Optional.empty(), lasts);
    }

    private static Holding.Wanted everything() {
        return wanted(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Holding.Wanted queue(String name) {
        return wanted(Optional.of(name), Optional.empty(), Optional.empty());
    }

    private static Holding.Wanted nodes(String... names) {
        return wanted(Optional.empty(), Optional.of(NodeSet.of(List.of(names))), Optional.empty());
    }

    private Hold hold(Holding.Wanted wanted) {
        var made = site.rooms().holds().holding(OPS, wanted);
        assertThat(site.world.runUntil(made::isDone, MINUTE)).isTrue();
        return made.join();
    }

    private void release(Hold hold) {
        var released = site.rooms().holds().releasing(OPS, hold.id());
        assertThat(site.world.runUntil(released::isDone, MINUTE)).isTrue();
        assertThat(released.join()).contains(hold);
    }

    private boolean becomes(LeaseToken token, LeaseState state, Duration within) {
        return site.world.runUntil(() -> site.is(token, state), within);
    }

    private LeaseToken lease(int slots, String queue, String key) {
        return site.create(Site.inQueue(Site.request(slots, HOUR), queue), key);
    }

    private String reason(LeaseToken token) {
        return site.leases().get(token.text()).orElseThrow().reason();
    }

    private void nothingImpossible(LeaseToken token) {
        assertThat(site.events(token)).extracting(event -> event.event()).doesNotContain("IMPOSSIBLE");
    }

    @Test
    void whatWaitsIsNotSubmittedUntilItIsReleasedAndSaysWhy() {
        open(4);
        LeaseToken live = lease(1, "work", "live");
        assertThat(becomes(live, LeaseState.ACTIVE, HOUR)).isTrue();
        Hold hold = hold(everything());
        LeaseToken late = lease(1, "work", "late");
        LeaseToken gang = lease(2, "work", "gang");
        site.world.runFor(Duration.ofMinutes(30));

        assertThat(site.lrm.submitted).hasSize(1);
        assertThat(site.lease(live).state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(reason(late))
                .startsWith("waits: held (h1, everything) by ops (root) since 2026-01-01T")
                .endsWith("new kernel");
        assertThat(site.leases().get(late.text()).orElseThrow().warnings())
                .contains(reason(late).substring("waits: ".length()));
        assertThat(site.leases().status().holds())
                .singleElement()
                .satisfies(view -> assertThat(view.why()).isEqualTo("new kernel"));

        release(hold);
        assertThat(becomes(late, LeaseState.ACTIVE, MINUTE)).isTrue();
        assertThat(becomes(gang, LeaseState.ACTIVE, Duration.ofHours(3))).isTrue();
        assertThat(site.leases().status().holds()).isEmpty();
    }

    @Test
    void aHoldOfAQueueIsOfItAlone() {
        open(2);
        hold(queue("other"));
        LeaseToken held = lease(1, "other", "held");
        LeaseToken free = lease(1, "work", "free");
        assertThat(becomes(free, LeaseState.ACTIVE, HOUR)).isTrue();
        site.world.runFor(HOUR);
        assertThat(site.lease(held).state()).isEqualTo(LeaseState.WAITING);
        assertThat(reason(held)).contains("queue other");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJobThatWaitsInTheLrmStaysThereAndItsClaimIsRefusedWithoutCost(boolean gang) {
        open(gang ? Site.withGangs(folder, 1, 2) : new Site(folder, 1, 2));
        site.lrm.closed = true;
        LeaseToken token = lease(gang ? 2 : 1, "work", "key");
        site.world.runFor(MINUTE);
        Hold hold = hold(everything());
        site.world.runFor(MINUTE);
        assertThat(site.lrm.cancelled).isEmpty();
        assertThat(reason(token)).contains("its jobs stay in the LRM").contains("held (h1");

        site.lrm.open();
        assertThat(becomes(token, LeaseState.WAITING, HOUR)).isTrue();
        site.world.runFor(HOUR);
        assertThat(site.all).isNotEmpty().allMatch(agent -> agent.liveAt.isEmpty() && agent.ended);
        assertThat(site.all.get(0).log).first().asString().contains("OVER", "held (h1");
        Lease lease = site.lease(token);
        assertThat(lease.attempt()).isEqualTo(2);
        assertThat(lease.slots().get(0).reasonCode()).contains(ReasonCode.HELD);

        release(hold);
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).isTrue();
        nothingImpossible(token);
    }

    @Test
    void holdsThatComeAgainAndAgainSpendNoAttempts() {
        open(1);
        LeaseToken token = null;
        for (int times = 1; times <= 2 * Site.TIMING.attempts(); times++) {
            site.lrm.closed = true;
            token = token == null ? lease(1, "work", "key") : token;
            LeaseToken made = token;
            int jobs = times;
            assertThat(site.world.runUntil(() -> site.lrm.submitted.size() == jobs, Duration.ofHours(3)))
                    .isTrue();
            Hold hold = hold(everything());
            site.lrm.open();
            assertThat(becomes(made, LeaseState.WAITING, HOUR)).isTrue();
            release(hold);
        }
        assertThat(becomes(token, LeaseState.ACTIVE, Duration.ofHours(3))).isTrue();
    }

    @Test
    void whatWasClaimedAndHasNoGoIsGivenBackAndWhatRunsGoesOn() {
        open(3);
        LeaseToken live = lease(1, "work", "live");
        assertThat(becomes(live, LeaseState.ACTIVE, HOUR)).isTrue();
        site.behave(new Site.Behaviour() {
            @Override
            public boolean ready(FakeAgent agent) {
                return agent.slot.index() == 1;
            }
        });
        LeaseToken half = lease(2, "work", "half");
        site.world.runUntil(
                () -> site.lease(half).current().stream().anyMatch(slot -> slot.state() == SlotState.READY), HOUR);

        hold(everything());
        site.world.runFor(Duration.ofMinutes(10));

        assertThat(site.lease(half).state()).isEqualTo(LeaseState.WAITING);
        assertThat(site.lease(half).slots())
                .extracting(Slot::verdict)
                .first()
                .asString()
                .contains("CLEAN");
        assertThat(site.lease(live).state()).isEqualTo(LeaseState.ACTIVE);
        nothingImpossible(half);
    }

    @Test
    void heldNodesAreLeftOutTheirClaimsRefusedAndTheyAreShown() {
        open(2);
        Hold hold = hold(nodes("node1"));
        LeaseToken token = lease(1, "work", "key");
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).isTrue();
        assertThat(site.lease(token).current().get(0).node()).contains("node2");
        assertThat(site.lrm.submitted.get(0).avoided()).containsExactly("lrm-node1");
        assertThat(site.leases().node("node1").orElseThrow().held()).contains("held (h1, node1)", "new kernel");
        assertThat(site.leases().node("node2").orElseThrow().held()).isNull();

        // An LRM that leaves no node out sends the job there all the same.
        site.lrm.deniesAvoiding = true;
        LeaseToken second = lease(1, "work", "second");
        site.world.runFor(Duration.ofMinutes(45));
        assertThat(site.lease(second).state().compareTo(LeaseState.ACTIVE)).isNegative();
        assertThat(site.lease(second).attempt()).isBetween(2, 9);
        release(hold);
        assertThat(becomes(second, LeaseState.ACTIVE, Duration.ofHours(2))).isTrue();
        nothingImpossible(second);
    }

    @Test
    void itIsReleasedByItselfAndTheAuditHasIt() {
        open(1);
        Hold hold = hold(wanted(Optional.empty(), Optional.empty(), Optional.of(Duration.ofHours(2))));
        LeaseToken token = lease(1, "work", "key");
        Instant begun = site.world.instant();
        assertThat(becomes(token, LeaseState.ACTIVE, Duration.ofHours(3))).isTrue();
        assertThat(Duration.between(begun, site.world.instant()))
                .isBetween(
                        Duration.ofHours(2).minusMinutes(1), Duration.ofHours(2).plusMinutes(2));
        assertThat(site.audit())
                .extracting(AuditView::action, AuditView::who, AuditView::target)
                .contains(
                        org.assertj.core.api.Assertions.tuple("hold", "ops", hold.id()),
                        org.assertj.core.api.Assertions.tuple("release", "coordinator", hold.id()));
    }

    @Test
    void itOutlivesTheCoordinatorAndItsNumberComesOnce() {
        open(1);
        Hold first = hold(queue("work"));
        release(first);
        hold(queue("work"));
        site.kill();
        site.start();
        LeaseToken token = lease(1, "work", "key");
        site.world.runFor(HOUR);
        assertThat(site.lrm.submitted).isEmpty();
        assertThat(reason(token)).contains("held (h2, queue work)");
        assertThat(hold(everything()).id()).isEqualTo("h3");
    }

    @Test
    void whatNamesNothingThatIsThereIsRefused() {
        open(1);
        for (Holding.Wanted wanted : List.of(queue("wrok"), nodes("node1", "node7"))) {
            var made = site.rooms().holds().holding(OPS, wanted);
            site.world.runUntil(made::isDone, MINUTE);
            assertThat(made)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(HoldRefused.class);
        }
        assertThat(site.rooms().holds().holds()).isEmpty();
    }

    @Test
    void freezeGoesBeforeHold() {
        open(1);
        Hold hold = hold(everything());
        LeaseToken token = lease(1, "work", "key");
        var frozen = site.rooms().freezes().freezing("root", "kill-all");
        assertThat(becomes(token, LeaseState.ENDED, MINUTE)).isTrue();
        assertThat(frozen).isDone();
        assertThat(site.lease(token).notice()).contains(Notice.KILL_ALL);
        var thawed = site.rooms().freezes().thawing("root");
        site.world.runUntil(thawed::isDone, MINUTE);
        assertThat(site.rooms().holds().holds()).hasSize(1);
        release(hold);
    }

    @Test
    void killedAtAnyStepOfAHoldNothingPassesBehindIt() {
        int step = 1;
        CrashPoint crash;
        do {
            crash = new CrashPoint(step);
            held(step, crash);
            step++;
        } while (crash.reached());
        assertThat(step).as("steps of the story").isGreaterThan(8);
    }

    private void held(int step, CrashPoint crash) {
        String where = "step " + step;
        try (Site one = new Site(folder.resolve("s" + step), step, 3)) {
            site = one;
            one.wrap(crash);
            one.start();
            LeaseToken half = one.create(Site.request(3, HOUR), "half");
            one.behave(new Site.Behaviour() {
                @Override
                public boolean ready(FakeAgent agent) {
                    return agent.slot.index() > 1;
                }
            });
            one.world.runUntil(() -> one.all.size() >= 3, HOUR);
            askHold(one);
            one.world.runUntil(
                    () -> one.rooms() != null && !one.rooms().holds().holds().isEmpty(), HOUR);
            Instant begun = one.world.instant();
            one.behave(new Site.Behaviour() {});
            one.world.runFor(HOUR);
            one.world.runUntil(() -> one.rooms() != null, MINUTE);
            assertThat(one.all)
                    .as(where)
                    .allMatch(agent -> agent.liveAt
                            .filter(at -> at.isAfter(begun.plusSeconds(2)))
                            .isEmpty());
            assertThat(one.lease(half).attempt()).as(where).isLessThanOrEqualTo(3);
        }
    }

    private static void askHold(Site one) {
        if (one.rooms() == null) {
            one.world.in(Duration.ofSeconds(1), () -> askHold(one));
        } else if (one.rooms().holds().holds().isEmpty()) {
            Runnable again = one.whenKilled(() -> askHold(one));
            var unused = one.rooms().holds().holding(OPS, everything()).thenAccept(made -> one.answered(again));
        }
    }
}
