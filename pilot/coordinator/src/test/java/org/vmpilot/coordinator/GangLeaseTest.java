package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.service.LeaseRefused;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;
import org.vmpilot.protocol.view.AlarmView;

/** A lease of several slots as one job of the LRM's, from end to end in virtual time. */
class GangLeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = Site.withGangs(folder, 1, 4);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void runTo(LeaseToken lease, LeaseState state) {
        assertThat(site.world.runUntil(() -> site.is(lease, state), HOUR.multipliedBy(3)))
                .as("%s", site.lease(lease))
                .isTrue();
    }

    private void settles(LeaseToken token) {
        site.world.runFor(Duration.ofMinutes(15));
        assertThat(site.lrm.jobs.values()).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.lease(token).settled()).as("%s", site.lease(token)).isTrue();
    }

    private FakeAgent agent(int index) {
        return site.all.stream()
                .filter(agent -> agent.slot.index() == index)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itIsOneJobWhoseSlotsAreClaimedOneByOneAndEndsByItsDuration() {
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(token + "a1");
            assertThat(request.assembly()).isEqualTo(JobRequest.Assembly.GANG);
            assertThat(request.command())
                    .containsExactly("/usr/lib/vmpilot/pilot-gang", "/usr/lib/vmpilot/pilot-job", token + "a1");
        });
        assertThat(site.lease(token).current()).extracting(Slot::job).containsOnly(Optional.of("1"));
        runTo(token, LeaseState.ENDED);
        Lease lease = site.lease(token);
        assertThat(lease.notice()).contains(Notice.LEASE_ENDED);
        assertThat(lease.current()).extracting(Slot::verdict).containsOnly(Optional.of(Verdict.CLEAN));
        assertThat(site.lrm.cancelled).isEmpty();
        settles(token);
    }

    @Test
    void gangsWaitForNobodyInTheQueueAndStartWhenAllTheirNodesAreThere() {
        site.lrm.nodesInUse(2);
        LeaseToken large = site.create(Site.request(4, HOUR), "1");
        LeaseToken small = site.create(Site.request(2, HOUR), "2");
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lease(large).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(site.lease(small).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(site.lrm.submitted).hasSize(2);
        assertThat(site.all).isEmpty();
    }

    @Test
    void oneThatIsEndedWhileItWaitsIsCancelledOnce() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.end(token);
        runTo(token, LeaseState.ENDED);
        assertThat(site.lrm.cancelled).containsExactly("1");
        settles(token);
    }

    @Test
    void aSlotThatIsOverEarlyLeavesTheJobToTheOthers() {
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        agent(2).leave(Notice.GUESTS_ENDED, "the last guest is gone");
        site.world.runFor(Duration.ofMinutes(20));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(site.lrm.cancelled).isEmpty();
        assertThat(site.lease(token).current())
                .extracting(Slot::state)
                .containsExactly(SlotState.LIVE, SlotState.ENDED, SlotState.LIVE);
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void itsCleanNodeIsGivenBackAtOnceWhereTheLrmCanDoThat() {
        site.lrm.shrinks = true;
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        String node = agent(2).job.node.orElseThrow();
        agent(2).leave(Notice.GUESTS_ENDED, "the last guest is gone");
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lrm.released).containsExactly(node);
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(site.lease(token).nodeWaits(site.lease(token).current().get(1)))
                .isFalse();
        assertThat(site.lrm.cancelled).isEmpty();
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aNodeThatTheLrmKeepsWaitsAndIsAskedForOnce() {
        site.lrm.shrinks = true;
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.keeps.add(agent(1).job.node.orElseThrow());
        agent(1).leave(Notice.GUESTS_ENDED, "the last guest is gone");
        site.world.runFor(Duration.ofMinutes(20));
        assertThat(site.lrm.released).hasSize(1);
        assertThat(site.leases().get(token.text()).orElseThrow().slots().get(0).reason())
                .contains("its node waits");
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aNodeThatIsNotCleanIsNeverGivenBack() {
        site.lrm.shrinks = true;
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return agent.slot.index() == 2 ? "DIRTY" : "CLEAN";
            }
        });
        agent(2).leave(Notice.GUESTS_ENDED, "the last guest is gone");
        site.world.runFor(Duration.ofMinutes(20));
        assertThat(site.lrm.released).isEmpty();
        runTo(token, LeaseState.ENDED);
    }

    @Test
    void aNodeThatTheJobGoesOnWithoutLosesItsSlotAlone() {
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted.get(0).assembly()).isEqualTo(JobRequest.Assembly.GANG_THAT_GOES_ON);
        site.world.runFor(Duration.ofMinutes(1));
        agent(1).die();
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.lease(token).current())
                .extracting(Slot::state)
                .containsExactly(SlotState.LOST, SlotState.LIVE, SlotState.LIVE);
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(site.lrm.cancelled).isEmpty();
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aListOfNodesThatCannotBeReadEndsNoSlot() {
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.lrm.nodeList = all -> "lrm-node[1-";
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.lease(token).current()).extracting(Slot::state).containsOnly(SlotState.LIVE);
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aListOfNodesThatIsCutEndsNoSlotAndRefusesNoClaim() {
        site.lrm.nodeList = all -> all.substring(0, all.length() - 1);
        LeaseToken token = site.create(Site.continuing(Site.request(3, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.lease(token).attempt()).isEqualTo(1);
        assertThat(site.lease(token).current()).noneMatch(slot -> slot.moments().has(Moment.OVER));
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aCertificateOfARunThatWasTurnedAwayEndsNoSlotThatAnotherRunHasMadeReady() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        FakeAgent second = agent(2);
        // Of a job that the LRM had twice: its pilot was here before, recorded nothing, and had to look twice.
        String others =
                second.certificate("clean", Notice.FAILED, 2).replace("\"verdict\"", "\"job\":\"\",\"verdict\"");
        second.deliver(others);
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(token).current()).extracting(Slot::state).containsOnly(SlotState.LIVE);
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).current()).extracting(Slot::verdict).containsOnly(Optional.of(Verdict.CLEAN));
        settles(token);
    }

    @Test
    void theLrmsFoldedListOfNodesIsReadToo() {
        site.lrm.nodeList = all -> "lrm-node[1-3]";
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lease(token).current())
                .allMatch(slot -> slot.sight().orElseThrow().oneNode().isPresent());
        assertThat(site.leases().status().alarms()).extracting(AlarmView::kind).doesNotContain("claimed_elsewhere");
        runTo(token, LeaseState.ENDED);
        settles(token);
    }

    @Test
    void aJobThatRunsAndThatNobodyClaimsIsGivenBack() {
        site.behave(new Site.Behaviour() {
            @Override
            public boolean claims(FakeAgent agent) {
                return agent.slot.attempt() > 1;
            }
        });
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lease(token).attempt()).isEqualTo(2);
        assertThat(site.lrm.cancelled).containsExactly("1");
        runTo(token, LeaseState.ENDED);
    }

    @Test
    void aSharedLeaseNeedsANodeForEachOfItsSlots() {
        var made = site.leases().make(Site.request(5, HOUR, LeaseRequest.NodeUse.SHARED), Optional.empty());
        site.world.runFor(Duration.ofSeconds(1));
        assertThatThrownBy(made::join)
                .cause()
                .isInstanceOfSatisfying(
                        LeaseRefused.class,
                        refused -> assertThat(refused.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.field()).isEqualTo("guests_per_node")));
    }

    @Test
    void aLostNodeEndsTheLeaseWhereItAsksForThat() {
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        agent(1).die();
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).current())
                .extracting(Slot::state)
                .containsExactly(SlotState.LOST, SlotState.ENDED, SlotState.ENDED);
        settles(token);
    }

    @Test
    void aJobWhoseSlotsAreAllHomeAndThatStaysIsCancelled() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        FakeLrm.FakeJob hanging = new FakeLrm.FakeJob(agent(1).job.id, token + "a1", 3, HOUR);
        hanging.gang = 2;
        hanging.request = site.lrm.submitted.get(0);
        hanging.state = Job.State.RUNNING;
        hanging.onCancel = () -> site.lrm.left(hanging);
        site.lrm.jobs.put("1/3", hanging);
        site.end(token);
        runTo(token, LeaseState.ENDED);
        settles(token);
        assertThat(site.lrm.cancelled).containsExactly("1");
    }

    @Test
    void aSubmitWhoseAnswerIsLostIsFoundByItsNameForAllSlots() {
        site.lrm.loseAnswer = Optional.of(true);
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted).hasSize(1);
        assertThat(site.lease(token).current()).extracting(Slot::job).containsOnly(Optional.of("1"));
    }

    @Test
    void whatTheLrmCannotKeepIsRefusedAtTheRequest() {
        site.lrm.assemblies = Set.of(JobRequest.Assembly.JOBS, JobRequest.Assembly.GANG);
        site.kill();
        site.start();
        var made = site.leases().make(Site.continuing(Site.request(2, HOUR)), Optional.empty());
        site.world.runFor(Duration.ofSeconds(1));
        assertThatThrownBy(made::join)
                .cause()
                .isInstanceOfSatisfying(
                        LeaseRefused.class,
                        refused -> assertThat(refused.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.field()).isEqualTo("on_slot_loss")));
    }

    @Test
    void withoutGangsInTheLrmItIsSeparateJobs() {
        site.lrm.assemblies = Set.of(JobRequest.Assembly.JOBS);
        site.kill();
        site.start();
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted.get(0).gang()).isFalse();
        assertThat(List.copyOf(site.lrm.jobs.keySet())).containsExactly("1[1]", "1[2]", "1[3]");
    }
}
