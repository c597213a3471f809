package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeView;

/** Nodes on which pilots fall, nodes that refuse, and leases that nobody can place, beside others; in virtual time. */
class QueueTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Site.Behaviour FALLS_ON_NODE1 = new Site.Behaviour() {
        @Override
        public boolean falls(FakeAgent agent) {
            return agent.node.equals("node1");
        }
    };

    private static final Site.Behaviour CLOSED_ON_NODE1 = new Site.Behaviour() {
        @Override
        public Optional<String> closed(FakeAgent agent) {
            return agent.node.equals("node1") ? Optional.of("this node is closed: frozen") : Optional.empty();
        }
    };

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    private void open(int nodes) {
        site = new Site(folder, 1, nodes, true);
        site.start();
    }

    private boolean becomes(LeaseToken token, LeaseState state, Duration within) {
        return site.world.runUntil(() -> site.is(token, state), within);
    }

    private LeaseToken active(int slots, Duration duration, String key) {
        LeaseToken token = site.create(Site.request(slots, duration), key);
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).as(key).isTrue();
        return token;
    }

    private List<List<String>> avoided() {
        return site.lrm.submitted.stream().map(JobRequest::avoided).toList();
    }

    private List<AlarmView> alarms() {
        return site.leases().status().alarms();
    }

    /** Agents are not heard of in between, for their long polls have no end here: that is an alarm of its own. */
    private List<String> blackHoles() {
        return alarms().stream()
                .filter(alarm -> alarm.kind().equals("black_hole"))
                .map(AlarmView::node)
                .toList();
    }

    private NodeView node(String name) {
        return site.leases().node(name).orElseThrow();
    }

    private static Site.Behaviour refusing(List<String> nodes) {
        return new Site.Behaviour() {
            @Override
            public Optional<String> policy(FakeAgent agent) {
                return nodes.contains(agent.node) ? Optional.of("too much memory") : Optional.empty();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cluster.example"})
    void theNextAttemptLeavesOutTheNodeOnWhichTheLastOneFell(String domain) {
        open(3);
        site.lrm.domain = domain;
        site.behave(FALLS_ON_NODE1);
        LeaseToken token = active(2, HOUR, "key");
        assertThat(site.lease(token).attempt()).isEqualTo(2);
        assertThat(avoided()).containsExactly(List.of(), List.of("lrm-node1" + domain));
        assertThat(site.events(token)).extracting(event -> event.event()).contains("AVOIDING");
    }

    @Test
    void whereNoOtherNodesAreLeftNoneIsLeftOut() {
        open(2);
        site.behave(FALLS_ON_NODE1);
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        assertThat(becomes(token, LeaseState.ENDED, HOUR)).isTrue();
        assertThat(avoided()).containsExactly(List.of(), List.of(), List.of());
    }

    @Test
    void anLrmThatRefusesAJobWithNodesLeftOutIsAskedForAnyNode() {
        open(3);
        site.lrm.deniesAvoiding = true;
        site.behave(FALLS_ON_NODE1);
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.lrm.submitted.size() == 2, HOUR);
        site.behave(new Site.Behaviour() {});
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).isTrue();
        assertThat(avoided()).containsExactly(List.of(), List.of());
    }

    @Test
    void anLrmThatCannotShowItsNodesIsAskedForAnyNode() {
        open(3);
        site.lrm.fault("nodes", org.vmpilot.lrm.LrmException.Kind.UNREACHABLE, "no answer");
        site.behave(FALLS_ON_NODE1);
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.lrm.submitted.size() == 2, HOUR))
                .isTrue();
        assertThat(avoided()).containsExactly(List.of(), List.of());
        assertThat(site.lease(token).state().compareTo(LeaseState.ENDED)).isNegative();
    }

    @Test
    void manySubmitsAtOnceAskOnceWhichNodesThereAre() {
        open(3);
        site.behave(CLOSED_ON_NODE1);
        active(1, HOUR, "first");
        site.world.runFor(Duration.ofMinutes(1));
        int before = site.lrm.nodesAsked;
        for (int i = 0; i < 8; i++) {
            site.create(Site.request(1, HOUR), "key" + i);
        }
        assertThat(site.world.runUntil(() -> site.lrm.submitted.size() == 10, HOUR))
                .isTrue();
        assertThat(avoided().subList(2, 10)).allMatch(nodes -> nodes.equals(List.of("lrm-node1")));
        assertThat(site.lrm.nodesAsked - before).isEqualTo(1);
    }

    @Test
    void aNodeThatSaysThatItIsClosedIsLeftOutForAllLeasesForTenMinutes() {
        open(3);
        site.behave(CLOSED_ON_NODE1);
        active(1, Duration.ofMinutes(1), "first");
        active(1, Duration.ofMinutes(1), "second");
        assertThat(avoided()).containsExactly(List.of(), List.of("lrm-node1"), List.of("lrm-node1"));
        site.world.runFor(Duration.ofMinutes(11));
        site.behave(new Site.Behaviour() {});
        active(1, Duration.ofMinutes(1), "third");
        assertThat(avoided().get(3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatAClosedNodeDeclinesCostsNoAttempt(int slots) {
        open(slots);
        site.behave(CLOSED_ON_NODE1);
        LeaseToken token = site.create(Site.request(slots, HOUR), "key");
        site.world.runFor(Duration.ofHours(6));

        Lease lease = site.lease(token);
        assertThat(lease.attempt()).isBetween(Site.TIMING.attempts() + 1, 15);
        assertThat(lease.state().compareTo(LeaseState.ACTIVE)).isNegative();

        site.behave(new Site.Behaviour() {});
        assertThat(becomes(token, LeaseState.ACTIVE, Duration.ofHours(2))).isTrue();
    }

    @Test
    void whatFallsByItselfBetweenTwoThatAreDeclinedStillCosts() {
        open(1);
        List<Integer> attempts = new java.util.ArrayList<>();
        site.behave(new Site.Behaviour() {
            @Override
            public Optional<String> closed(FakeAgent agent) {
                return agent.slot.attempt() % 2 == 1 ? Optional.of("this node is closed: frozen") : Optional.empty();
            }

            @Override
            public boolean claims(FakeAgent agent) {
                attempts.add(agent.slot.attempt());
                return false;
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(becomes(token, LeaseState.ENDED, DAY)).isTrue();
        assertThat(attempts).containsExactly(2, 4, 6);
        assertThat(site.lease(token).reason()).startsWith("gave up after 6 attempts");
    }

    @Test
    void aNodeOnWhichThreePilotsOfTwoLeasesFellIsDrainedUntilAPersonGivesItBack() {
        open(4);
        site.behave(FALLS_ON_NODE1);
        active(1, DAY, "first");
        active(1, DAY, "second");
        assertThat(site.lrm.drained).isEmpty();
        LeaseToken third = active(1, Duration.ofMinutes(5), "third");
        assertThat(site.lrm.drained.get("lrm-node1"))
                .startsWith("vmpilot: black hole: 3 pilots in a row")
                .contains(third.text() + "a1.1 (the job ended without a claim");
        assertThat(blackHoles()).containsExactly("node1");
        assertThat(node("node1").state()).isEqualTo("drained");

        site.kill();
        site.start();
        site.world.runFor(HOUR);
        assertThat(site.lrm.drained).containsKey("lrm-node1");
        assertThat(blackHoles()).containsExactly("node1");

        site.behave(new Site.Behaviour() {});
        var resumed = site.nodes().resuming("node1", "root", Optional.empty());
        site.world.runFor(Duration.ofSeconds(2));
        assertThat(resumed).isCompleted();
        assertThat(site.lrm.drained).isEmpty();
        assertThat(blackHoles()).isEmpty();
        active(1, HOUR, "fourth");
        assertThat(site.all.get(site.all.size() - 1).node).isEqualTo("node1");
    }

    @Test
    void aNodeThatSaysThatItIsClosedIsNoBlackHole() {
        open(5);
        site.behave(CLOSED_ON_NODE1);
        for (int pilot = 1; pilot <= 3; pilot++) {
            LeaseToken token = active(1, DAY, "key" + pilot);
            assertThat(site.lease(token).attempt())
                    .as("it was sent there first")
                    .isEqualTo(2);
            site.world.runFor(Duration.ofMinutes(15));
        }
        assertThat(site.lrm.drained).isEmpty();
        assertThat(blackHoles()).isEmpty();
    }

    @Test
    void aReadyBetweenThemAndWhatAPolicyRefusesMakeNoBlackHole() {
        open(5);
        site.behave(FALLS_ON_NODE1);
        active(1, DAY, "first");
        active(1, DAY, "second");
        site.behave(new Site.Behaviour() {});
        LeaseToken well = active(1, Duration.ofMinutes(1), "well");
        assertThat(becomes(well, LeaseState.ENDED, HOUR)).isTrue();
        site.behave(refusing(List.of("node1")));
        for (int i = 0; i < 4; i++) {
            LeaseToken refused = site.create(Site.request(1, HOUR), "refused" + i);
            assertThat(becomes(refused, LeaseState.ENDED, HOUR)).isTrue();
            assertThat(site.lease(refused).reason()).contains("node1", "too much memory");
        }
        site.world.runFor(HOUR);
        assertThat(site.lrm.drained).isEmpty();
    }

    @Test
    void whatTwoNodesRefuseIsNotTriedAgain() {
        open(4);
        site.behave(refusing(List.of("node1", "node2", "node3", "node4")));
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        assertThat(becomes(token, LeaseState.ENDED, HOUR)).isTrue();
        Lease lease = site.lease(token);
        assertThat(lease.notice()).contains(Notice.FAILED);
        assertThat(lease.reason()).contains("node1", "refuse it: too much memory");
        // The second may hear of the end before it has claimed: then another one says the same in the next attempt.
        assertThat(site.lrm.submitted).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatOneNodeRefusesIsAskedForElsewhere() {
        open(3);
        site.behave(refusing(List.of("node1")));
        LeaseToken token = active(2, HOUR, "key");
        assertThat(site.lease(token).attempt()).isEqualTo(2);
        assertThat(site.lease(token).current())
                .extracting(slot -> slot.holder().orElseThrow().node())
                .containsExactlyInAnyOrder("node2", "node3");
    }

    @Test
    void aLeaseThatNoNodeCanTakeGivesItsPlaceToTheNextAndIsAnAlarm() {
        open(2);
        LeaseToken impossible = site.create(Site.withProperty(Site.request(2, HOUR), "none"), "impossible");
        site.world.runFor(Duration.ofMinutes(1));
        LeaseToken next = site.create(Site.request(2, HOUR), "next");
        site.world.runFor(HOUR.multipliedBy(5));
        assertThat(site.lease(next).state()).isEqualTo(LeaseState.WAITING);
        assertThat(alarms()).isEmpty();

        assertThat(becomes(next, LeaseState.ACTIVE, HOUR.multipliedBy(2))).isTrue();
        assertThat(site.lease(impossible).attempt()).isEqualTo(2);
        assertThat(alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("queue_patience");
            assertThat(alarm.words()).contains(impossible.text(), "queue work", "given back 1 time");
        });
        // Nobody else waits for the place: it keeps it, and spends no attempt.
        site.world.runFor(DAY.multipliedBy(3));
        assertThat(site.lease(impossible).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(site.lease(impossible).attempt()).isEqualTo(2);
        assertThat(alarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.words()).contains("the LRM says of its jobs: 2 QUEUED"));
        site.end(impossible);
        assertThat(becomes(impossible, LeaseState.ENDED, HOUR)).isTrue();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void aLeaseOfOneSlotThatWaitsForTooLongIsAnAlarmAndKeepsItsJob() {
        open(2);
        LeaseToken token = site.create(Site.withProperty(Site.request(1, HOUR), "none"), "key");
        site.world.runFor(DAY);
        assertThat(alarms()).extracting(AlarmView::kind).containsExactly("queue_patience");
        assertThat(site.lease(token).attempt()).isEqualTo(1);
        assertThat(site.lrm.submitted).hasSize(1);
    }

    @Test
    void aLeaseThatWaitsForTooLongWithNodesLeftOutIsAskedForAnyNode() {
        open(2);
        site.behave(FALLS_ON_NODE1);
        LeaseToken other = active(1, Duration.ofHours(20), "other");
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(HOUR.multipliedBy(3));
        site.behave(new Site.Behaviour() {});
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR.multipliedBy(4))).isTrue();
        assertThat(site.is(other, LeaseState.ACTIVE)).isTrue();
        assertThat(site.all.get(site.all.size() - 1).node).isEqualTo("node1");
    }

    @Test
    void aNodeIsFoundInAnLrmThatShowsDomains() {
        open(2);
        site.lrm.domain = ".cluster.example";
        assertThat(node("node1").lrm()).isEqualTo("up");
    }
}
