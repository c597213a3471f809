package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeView;

/** What is not known is never taken for what is not there; in virtual time. */
class TruthTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, 2);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aQueuedJobWhoseRecordCannotBeReadIsStillThere() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.unreadable = true;
        site.world.runFor(HOUR);
        assertThat(site.lease(token).attempt()).isEqualTo(1);
        assertThat(site.lease(token).current())
                .allMatch(slot -> slot.state() == SlotState.QUEUED)
                .allMatch(slot -> slot.sight().orElseThrow().state() == Job.State.UNKNOWN);
        site.lrm.unreadable = false;
        site.lrm.open();
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
    }

    @Test
    void ofAnArrayThatCannotBeReadNoTaskIsMissing() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.arraysUnreadable = true;
        site.world.runFor(HOUR);
        assertThat(site.lease(token).attempt()).isEqualTo(1);
        assertThat(site.lease(token).current()).allMatch(slot -> slot.state() == SlotState.QUEUED);
        site.lrm.arraysUnreadable = false;
        site.lrm.jobs.values().forEach(site.lrm::end);
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lease(token).slots().subList(0, 2))
                .as("what it can read it believes")
                .allMatch(slot -> slot.state() == SlotState.ENDED);
    }

    /** A submit whose answer was lost had been done twice: the double has ended, and the record of the job that is held cannot be read. */
    @Test
    void theEndOfADoubleIsNotTheEndOfAJobThatCannotBeRead() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
        String name = site.lease(token).current().get(0).key().arrayName();
        site.lrm.beside.add(
                new Job(new JobId("4999[1]"), name, 1, Job.State.ENDED, Optional.of("node1"), Optional.of("exit 3")));
        site.lrm.arraysUnreadable = true;
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.events(token)).noneMatch(event -> event.event().equals("JOB_OVER"));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aRunningJobWhoseRecordCannotBeReadIsNotOver() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.lrm.unreadable = true;
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.events(token)).noneMatch(event -> event.event().equals("JOB_OVER"));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
    }

    /** Another queue, into which an operator has moved them. */
    @Test
    void jobsThatWereMovedAwayAreAskedForAlsoAfterARestart() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.lrm.movedAway = true;
        site.kill();
        site.start();
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.events(token)).noneMatch(event -> event.event().equals("JOB_OVER"));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
    }

    private void leaveNode1Dirty() {
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return "dirty";
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        site.behave(new Site.Behaviour() {});
        site.world.runFor(Duration.ofMinutes(1));
    }

    private NodeView node(String name) {
        return site.leases().node(name).orElseThrow();
    }

    private List<String> alarms() {
        return site.leases().status().alarms().stream().map(AlarmView::kind).toList();
    }

    @Test
    void aDrainOfSomebodyElseIsNotOursAndWhenHeLiftsItTheDirtyNodeIsDrainedByUs() {
        leaseOnNode1LeavesItDirtyUnderBobsDrain();
        assertThat(node("node1").drain()).isEqualTo("foreign");
        assertThat(site.lrm.drained).containsEntry("lrm-node1", "memory test, Bob");
        site.lrm.drained.remove("lrm-node1");
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lrm.drained.get("lrm-node1")).startsWith("vmpilot: ");
        assertThat(node("node1").drain()).isEqualTo("drained");
        assertThat(alarms()).contains("drain_gone");
    }

    private void leaseOnNode1LeavesItDirtyUnderBobsDrain() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return "dirty";
            }
        });
        site.lrm.drained.put("lrm-node1", "memory test, Bob");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        site.world.runFor(Duration.ofMinutes(1));
    }

    @Test
    void ourDrainThatWasLiftedOverOurHeadComesBackWithAnAlarm() {
        leaveNode1Dirty();
        assertThat(site.lrm.drained.get("lrm-node1")).startsWith("vmpilot: ");
        site.lrm.drained.clear();
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lrm.drained.get("lrm-node1")).startsWith("vmpilot: ");
        assertThat(alarms()).containsExactly("drain_gone");
        var lifted = site.nodes().resuming("node1", "root", Optional.of("installed anew"));
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(lifted).isCompleted();
        assertThat(site.lrm.drained).isEmpty();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void anLrmThatShowsItsNodesWithTheirDomainShowsOursAsWell() {
        site.lrm.domain = ".cluster.example";
        leaveNode1Dirty();
        site.lrm.drained.clear();
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lrm.drained.get("lrm-node1")).startsWith("vmpilot: ");
        assertThat(alarms()).containsExactly("drain_gone");
    }

    @Test
    void aNodeThatHoldsGuestsIsShownAsHoldingThemWhateverElseThereIsAboutIt() {
        leaveNode1Dirty();
        site.lrm.drained.clear();
        LeaseToken token = site.create(Site.request(1, HOUR), "next");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), Duration.ofMinutes(3));
        assertThat(node("node1")).returns("leased", NodeView::state).returns(token.text(), NodeView::leases);
        assertThat(node("node1").why()).startsWith("barred: ");
    }

    @Test
    void oneCallCancelsAWholeLeaseAndNoneStandsInASurveysWay() {
        site.close();
        site = new Site(folder.resolve("large"), 1, 200);
        site.start();
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(200, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.end(token);
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ENDED);
        assertThat(site.lrm.cancelled).hasSize(200);
        assertThat(site.lrm.cancels).isEqualTo(1);
    }
}
