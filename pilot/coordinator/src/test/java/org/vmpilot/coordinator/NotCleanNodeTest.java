package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.service.NotCleanException;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeView;

/** A node that is not clean is kept from the LRM's jobs until it is, and whoever cannot be told is an alarm; in virtual time. */
class NotCleanNodeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String OURS = "vmpilot: slot %sa1.1: DIRTY";

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    private void open(boolean resumeByItself) {
        site = new Site(folder, 1, 2, resumeByItself);
        site.start();
    }

    private static final Site.Behaviour DIRTY = new Site.Behaviour() {
        @Override
        public String verdict(FakeAgent agent) {
            return "dirty";
        }
    };

    private FakeAgent leaseThatLeavesItsNodeDirty() {
        site.behave(DIRTY);
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        site.behave(new Site.Behaviour() {});
        site.world.runFor(Duration.ofSeconds(1));
        return site.all.get(0);
    }

    private void deliver(FakeAgent agent, String verdict, int looks) {
        agent.certified = false;
        agent.deliver(agent.certificate(verdict, Notice.LEASE_ENDED, looks));
        assertThat(site.world.runUntil(() -> agent.certified, HOUR)).isTrue();
        site.world.runFor(Duration.ofSeconds(1));
    }

    private NodeView node(String name) {
        return site.leases().node(name).orElseThrow();
    }

    private CompletableFuture<Void> resume(String node, Optional<String> looked) {
        CompletableFuture<Void> asked = site.nodes().resuming(node, "root", looked);
        site.world.runFor(Duration.ofSeconds(1));
        return asked;
    }

    @Test
    void aDirtyNodeIsDrainedWithOurTagAndStaysSoUntilSomebodyAsksAfterACleanLook() {
        open(false);
        FakeAgent agent = leaseThatLeavesItsNodeDirty();
        String reason = OURS.formatted(agent.slot.lease());
        assertThat(site.lrm.drained).containsEntry("lrm-node1", reason);
        assertThat(node("node1"))
                .returns("barred", NodeView::state)
                .returns("drained", NodeView::drain)
                .returns("up, drained: " + reason, NodeView::lrm);
        assertThat(node("node1").since()).isNotNull();
        assertThatThrownBy(() -> resume("node1", Optional.empty()).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NotCleanException.class)
                .hasMessageContaining("vmpilot-node again " + agent.slot + " admin");

        deliver(agent, "clean", 2);
        assertThat(site.lrm.drained).containsKey("lrm-node1");
        assertThat(node("node1").state()).isEqualTo("drained");
        assertThat(node("node1").why()).contains("vmpilot nodes --resume node1");

        assertThat(resume("node1", Optional.empty())).isCompleted();
        assertThat(site.lrm.drained).isEmpty();
        assertThat(node("node1")).returns("ordinary", NodeView::state).returns(null, NodeView::drain);
    }

    @Test
    void aDrainedNodeGetsNoSecondLease() {
        open(false);
        leaseThatLeavesItsNodeDirty();
        LeaseToken next = site.create(Site.request(1, HOUR), "next");
        assertThat(site.world.runUntil(() -> site.is(next, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        assertThat(site.all.get(1).node).isEqualTo("node2");
    }

    @Test
    void ifSoConfiguredACleanLookLiftsTheDrainByItself() {
        open(true);
        FakeAgent agent = leaseThatLeavesItsNodeDirty();
        assertThat(site.lrm.drained).containsKey("lrm-node1");
        deliver(agent, "clean", 2);
        assertThat(site.lrm.drained).isEmpty();
        deliver(agent, "unknown", 3);
        assertThat(site.lrm.drained).containsKey("lrm-node1");
    }

    @Test
    void aDrainThatTheLrmDoesNotTakeIsAnAlarmAndIsTriedUntilItDoes() {
        open(true);
        site.lrm.fault("drain", LrmException.Kind.DENIED, "not an operator");
        FakeAgent agent = leaseThatLeavesItsNodeDirty();
        assertThat(site.lrm.drained).isEmpty();
        assertThat(site.leases().status().alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("drain_failed");
            assertThat(alarm.words()).contains("node1 cannot be drained", "DENIED: not an operator");
        });
        assertThat(node("node1").alarm()).contains("not an operator");
        site.kill();
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(site.leases().status().alarms()).hasSize(1);

        site.lrm.heal();
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lrm.drained).containsKey("lrm-node1");
        assertThat(site.leases().status().alarms()).isEmpty();
        assertThat(node("node1").drain()).isEqualTo("drained");
        deliver(agent, "clean", 2);
        assertThat(site.lrm.drained).isEmpty();
    }

    @Test
    void aLiftingThatTheLrmDoesNotTakeIsAnAlarm() {
        open(true);
        FakeAgent agent = leaseThatLeavesItsNodeDirty();
        site.lrm.fault("resume", LrmException.Kind.UNREACHABLE, "no answer");
        deliver(agent, "clean", 2);
        assertThat(site.leases().status().alarms()).extracting(AlarmView::kind).containsExactly("resume_failed");
        assertThat(node("node1").drain()).isEqualTo("lifting");
        site.lrm.heal();
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lrm.drained).isEmpty();
        assertThat(site.leases().status().alarms()).isEmpty();
    }

    @Test
    void somebodyElsesDrainIsNeverLifted() {
        open(true);
        site.lrm.drained.put("lrm-node2", "a new disk");
        FakeAgent agent = leaseThatLeavesItsNodeDirty();
        // An admin has drained it for reasons of his own after that.
        site.lrm.drained.put("lrm-node1", "a new disk");
        deliver(agent, "clean", 2);
        assertThat(site.lrm.drained).containsEntry("lrm-node1", "a new disk");
        assertThat(node("node1"))
                .returns(null, NodeView::drain)
                .returns("drained", NodeView::state)
                .returns("in the LRM: a new disk", NodeView::why);
        assertThat(resume("node2", Optional.empty())).isCompleted();
        assertThat(site.lrm.drained).containsEntry("lrm-node2", "a new disk");
        assertThat(site.leases().status().alarms()).isEmpty();
    }

    @Test
    void aNodeOfWhichNoCertificateCameIsDrainedAndItsLateOneLiftsThat() {
        open(true);
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
        site.world.runFor(Duration.ofMinutes(1));
        FakeAgent dead = site.all.get(0);
        dead.die();
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR))
                .isTrue();
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(site.lrm.drained.get("lrm-node1"))
                .startsWith("vmpilot: slot ")
                .endsWith("no certificate has come");
        deliver(dead, "clean", 1);
        assertThat(site.lrm.drained).isEmpty();
    }

    @Test
    void aNodeThatWasInstalledAnewComesBackOnAPersonsWord() {
        open(false);
        leaseThatLeavesItsNodeDirty();
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(resume("node1", Optional.of("installed anew"))).isCompleted();
        assertThat(site.lrm.drained).isEmpty();
        assertThat(node("node1").state()).isEqualTo("ordinary");
        site.kill();
        site.start();
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lrm.drained).isEmpty();
        assertThat(node("node1").state()).isEqualTo("ordinary");
    }

    @Test
    void aSilentSlotThatTheLrmShowsForEverIsAnAlarm() {
        open(false);
        site.behave(new Site.Behaviour() {
            @Override
            public boolean certifies(FakeAgent agent) {
                return false;
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDING), HOUR.multipliedBy(2)))
                .isTrue();
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.leases().status().alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("silent");
            assertThat(alarm.node()).isEqualTo("node1");
            assertThat(alarm.words()).contains("ENDING", "the LRM shows its job as RUNNING");
        });
    }

    @Test
    void nothingIsForgottenByACoordinatorThatIsKilledAtAnyStep() {
        int step = 1;
        CrashPoint crash;
        do {
            crash = new CrashPoint(step);
            try (Site killed = new Site(folder.resolve("step-" + step), step, 2, true)) {
                site = killed;
                killed.wrap(crash);
                killed.start();
                killed.behave(DIRTY);
                LeaseToken token = killed.create(Site.request(1, HOUR), "key");
                assertThat(killed.world.runUntil(
                                () -> killed.is(token, LeaseState.ENDED) && !killed.lrm.drained.isEmpty(),
                                HOUR.multipliedBy(3)))
                        .as("drained, killed at step " + step)
                        .isTrue();
                FakeAgent agent = killed.all.stream()
                        .filter(one -> one.liveAt.isPresent())
                        .findFirst()
                        .orElseThrow();
                agent.certified = false;
                agent.deliver(agent.certificate("clean", Notice.LEASE_ENDED, 2));
                assertThat(killed.world.runUntil(() -> agent.certified && killed.lrm.drained.isEmpty(), HOUR))
                        .as("lifted, killed at step " + step)
                        .isTrue();
                killed.world.runFor(Duration.ofMinutes(5));
                assertThat(killed.leases().status().alarms()).isEmpty();
                assertThat(node(agent.node).drain()).isNull();
            }
            step++;
        } while (crash.reached());
        assertThat(step).as("steps of the story").isGreaterThan(30);
    }
}
