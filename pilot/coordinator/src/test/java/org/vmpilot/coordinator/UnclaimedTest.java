package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeView;

/** Pilots that make no claim: the lease, the node and the alarms say why; in virtual time. */
class UnclaimedTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, 1);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private NodeView node1() {
        return site.leases().node("node1").orElseThrow();
    }

    private List<AlarmView> alarms() {
        return site.leases().status().alarms();
    }

    private Slot firstSlot(LeaseToken token) {
        return site.lease(token).slots().get(0);
    }

    private static Site.Behaviour frozen() {
        return new Site.Behaviour() {
            @Override
            public Optional<String> closed(FakeAgent agent) {
                return Optional.of("this node is closed: /var/lib/vmpilot/marks/kill-all.frozen");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cluster.example"})
    void aPilotThatMeetsAFrozenNodeSaysSoInTheLeaseAndTheNodeIsShownAsClosed(String domain) {
        site.lrm.domain = domain;
        site.behave(frozen());
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> firstSlot(token).state() == SlotState.ENDED, HOUR);
        assertThat(firstSlot(token).reason())
                .startsWith("the job ended without a claim")
                .contains("by node node1 itself: this node is closed: /var/lib/vmpilot/marks/kill-all.frozen");
        assertThat(node1().state()).isEqualTo("barred");
        assertThat(node1().why()).contains("kill-all.frozen");
        assertThat(alarms()).extracting(AlarmView::kind, AlarmView::node).contains(tuple("node_closed", "node1"));
    }

    @Test
    void aNodeThatClaimsIsOpenAgain() {
        site.behave(frozen());
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> firstSlot(token).state() == SlotState.ENDED, HOUR);
        site.behave(new Site.Behaviour() {});
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
        assertThat(node1().state()).isEqualTo("leased");
        assertThat(node1().why()).isNull();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void aNodeCannotSpeakForASlotWhoseJobRunsElsewhere() {
        site.close();
        site = new Site(folder.resolve("two"), 1, 2);
        site.start();
        site.behave(new Site.Behaviour() {
            @Override
            public boolean claims(FakeAgent agent) {
                return false;
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(
                () -> firstSlot(token).sight().flatMap(sight -> sight.node()).isPresent(), HOUR);
        var unused = site.agents()
                .orElseThrow()
                .declined(new Declined(firstSlot(token).key(), "node2", false, "not mine"), "lrm-node2");
        site.world.runFor(Duration.ofSeconds(5));
        assertThat(firstSlot(token).reason()).doesNotContain("not mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cluster.example"})
    void aWrongNodeKeyIsAnAlarmWithinAMinuteAndTheSlotSaysSo(String domain) {
        site.lrm.domain = domain;
        site.behave(new Site.Behaviour() {
            @Override
            public boolean knows(FakeAgent agent) {
                return false;
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> !site.all.isEmpty(), HOUR);
        site.world.runFor(MINUTE);
        assertThat(firstSlot(token).state()).isEqualTo(SlotState.ENDED);
        assertThat(firstSlot(token).reason())
                .startsWith("the job ended without a claim")
                .contains("in the name of node node1 with another key")
                .contains("vmpilot key issue node1");
        assertThat(alarms())
                .singleElement()
                .returns("wrong_key", AlarmView::kind)
                .returns("node1", AlarmView::node);
        assertThat(node1().alarm()).contains("vmpilot key issue node1");
    }
}
