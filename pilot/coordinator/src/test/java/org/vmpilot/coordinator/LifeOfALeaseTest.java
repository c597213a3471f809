package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.coordinator.store.RequestJson;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.MacAddress;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Leases from end to end in virtual time, on a real store. */
class LifeOfALeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, 4);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void runTo(LeaseToken lease, LeaseState state) {
        assertThat(site.world.runUntil(() -> site.is(lease, state), HOUR.multipliedBy(3)))
                .as(
                        "%s, jobs %s",
                        site.lease(lease),
                        site.lrm.jobs.values().stream().map(job -> job.view("")).toList())
                .isTrue();
    }

    @Test
    void aLeaseOfOneSlotGetsItsGoWithTheOrderAndEndsByItsDuration() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        runTo(token, LeaseState.ENDED);
        Lease lease = site.lease(token);
        assertThat(lease.notice()).contains(Notice.LEASE_ENDED);
        assertThat(lease.current()).extracting(Slot::verdict).allMatch(verdict -> verdict.get() == Verdict.CLEAN);
        assertThat(lease.endedAt().get()).isAfterOrEqualTo(lease.goAt().get().plus(HOUR));
        assertThat(site.lrm.submitted).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(token + "a1.1");
            assertThat(request.command()).containsExactly("/usr/lib/vmpilot/pilot-job", token + "a1.1");
            assertThat(request.walltime()).isEqualTo(HOUR.plusSeconds(60 + 50));
        });
    }

    @Test
    void theOrderSaysWhatTheLrmGrantsAndACoordinatorThatWasStartedAnewAsksAgain() {
        site.lrm.notice = Optional.of(Duration.ofSeconds(40));
        LeaseToken first = site.create(Site.request(1, HOUR), "first");
        runTo(first, LeaseState.ACTIVE);
        assertThat(site.all.get(0).order.orElseThrow().lrmNotice()).hasValue(Duration.ofSeconds(40));
        site.lrm.closed = true;
        LeaseToken second = site.create(Site.request(1, HOUR), "second");
        site.world.runFor(Duration.ofMinutes(1));
        site.kill();
        site.lrm.notice = Optional.of(Duration.ofSeconds(20));
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        site.lrm.open();
        runTo(second, LeaseState.ACTIVE);
        assertThat(site.all.get(1).order.orElseThrow().lrmNotice()).hasValue(Duration.ofSeconds(20));
    }

    @Test
    void aLeaseThatEndedLongAgoIsForgottenAndItsEventsSequencesAreNotUsedAgain() {
        LeaseToken old = site.create(Site.request(1, HOUR), "old");
        runTo(old, LeaseState.ENDED);
        site.world.runFor(Duration.ofDays(89));
        assertThat(site.list()).hasSize(1);
        long last = site.lastSequence();
        site.world.runFor(Duration.ofDays(2));
        assertThat(site.list()).isEmpty();
        assertThat(site.leases().certificates(old.text(), Optional.empty(), 1)).isEmpty();
        site.kill();
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        LeaseToken next = site.create(Site.request(1, HOUR), "old");
        assertThat(site.events(next)).allMatch(event -> event.sequence() > last);
    }

    /** What the LRM enforces is what the job uses in dom0, and that is never the guests. */
    @Test
    void thePilotsOwnMemoryIsBookedBesideTheGuests() {
        site.create(Site.request(1, HOUR, LeaseRequest.NodeUse.SHARED), "shared");
        site.create(Site.request(1, HOUR), "alone");
        site.world.runFor(Duration.ofSeconds(5));
        assertThat(site.lrm.submitted)
                .extracting(JobRequest::memoryMib)
                .containsExactlyInAnyOrder(2 * 128L + 192, 192L);
    }

    @Test
    void aLeaseOfThreeSlotsIsOneArrayAndGetsGoWhenAllAreReady() {
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(token + "a1");
            assertThat(request.tasks()).isEqualTo(3);
        });
        site.world.runFor(Duration.ofSeconds(30));
        assertThat(site.all).hasSize(3).allMatch(agent -> agent.liveAt.isPresent());
        runTo(token, LeaseState.ENDED);
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lrm.jobs.values()).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.lease(token).settled()).isTrue();
    }

    @Test
    void aLeaseThatCannotAssembleGivesEverythingBackAndTriesAgainAndThenFails() {
        site.behave(new Site.Behaviour() {
            @Override
            public boolean ready(FakeAgent agent) {
                return agent.slot.index() != 2;
            }
        });
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ENDED);
        Lease lease = site.lease(token);
        assertThat(lease.notice()).contains(Notice.FAILED);
        assertThat(lease.attempt()).isEqualTo(3);
        assertThat(lease.reason()).startsWith("gave up after 3 attempts").contains("start allowance of 60 s");
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lrm.jobs.values()).hasSize(6).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.all).noneMatch(agent -> agent.liveAt.isPresent());
        assertThat(site.all).allMatch(agent -> agent.certified);
        List<FakeLrm.FakeJob> jobs = List.copyOf(site.lrm.jobs.values());
        assertThat(jobs.get(0).name).isEqualTo(token + "a1");
        assertThat(jobs.get(5).name).isEqualTo(token + "a3");
    }

    @Test
    void aSlotThatDoesNotComeWithinTheAssemblyAllowanceFailsTheAttempt() {
        Site small = new Site(folder.resolve("small"), 1, 2);
        small.lrm.nodesInUse(1);
        try (small) {
            small.start();
            LeaseToken token = small.create(Site.request(2, HOUR), "key");
            assertThat(small.world.runUntil(() -> small.is(token, LeaseState.ENDED), HOUR))
                    .isTrue();
            assertThat(small.lease(token).reason())
                    .contains("1 of 2 slots were ready within the assembly allowance of 120 s");
            small.world.runFor(Duration.ofMinutes(10));
            assertThat(small.lrm.jobs.values()).allMatch(job -> job.state == Job.State.ENDED);
        }
    }

    @Test
    void leasesOfSeveralSlotsAssembleOneAfterAnotherInAQueueAndThoseOfOneSlotDoNotWait() {
        site.lrm.closed = true;
        LeaseToken first = site.create(Site.request(3, HOUR), "1");
        LeaseToken second = site.create(Site.request(3, HOUR), "2");
        LeaseToken single = site.create(Site.request(1, HOUR), "3");
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(first).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(site.lease(second).state()).isEqualTo(LeaseState.WAITING);
        assertThat(site.lease(single).state()).isEqualTo(LeaseState.ASSEMBLING);
        assertThat(site.leases().get(second.text()).get().reason()).contains("another lease of several slots");
        site.lrm.open();
        runTo(second, LeaseState.ACTIVE);
        assertThat(site.lease(second).goAt().get())
                .isAfter(site.lease(first).goAt().get());
    }

    @Test
    void theLrmsRefusalEndsTheLeaseWithItsOwnWords() {
        site.lrm.fault("submit", LrmException.Kind.DENIED, "no such account: gold");
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.FAILED);
        assertThat(site.lease(token).reason()).contains("no such account: gold");
        assertThat(site.leases().get(token.text()).get().verdict()).isEqualTo("CLEAN");
    }

    @Test
    void aLeaseIsOpenUntilItHasEndedWhateverItWaitsFor() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.leases().status().openLeases()).isOne();
        assertThat(site.leases().status().activeLeases()).isZero();
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.leases().status().openLeases()).isOne();
        assertThat(site.leases().status().activeLeases()).isOne();
        runTo(token, LeaseState.ENDED);
        assertThat(site.leases().status().openLeases()).isZero();
        assertThat(site.leases().status().activeLeases()).isZero();
    }

    @Test
    void anLrmThatCannotBeAskedIsAskedAgainAndCostsNoAttempt() {
        site.lrm.fault("all", LrmException.Kind.UNREACHABLE, "connection refused");
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.WAITING);
        assertThat(site.leases().status().lrmAnswers()).isFalse();
        assertThat(site.leases().get(token.text()).get().reason()).contains("connection refused");
        site.lrm.heal();
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.LEASE_ENDED);
        assertThat(site.lease(token).attempt()).isEqualTo(1);
    }

    @Test
    void aSubmitWhoseAnswerWasLostIsFoundByItsName() {
        site.lrm.loseAnswer = Optional.of(true);
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.LEASE_ENDED);
        assertThat(site.lease(token).attempt()).isEqualTo(1);
        assertThat(site.lrm.submitted).hasSize(1);
    }

    @Test
    void aSubmitThatNobodyKnowsIsSearchedTwiceAcrossTheSettleTimeAndThenTriedAsANewAttempt() {
        site.lrm.loseAnswer = Optional.of(false);
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lease(token).attempt()).isEqualTo(2);
        assertThat(site.lrm.searches).hasSize(2);
        assertThat(Duration.between(site.lrm.searches.get(0), site.lrm.searches.get(1)))
                .isGreaterThanOrEqualTo(FakeLrm.SETTLE);
    }

    @Test
    void aDoubleThatComesLateLosesItsClaimAndTheNewAttemptLives() {
        site.lrm.loseAnswer = Optional.of(true);
        site.lrm.hidden = true;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.lrm.closed = true;
        assertThat(site.world.runUntil(() -> site.lease(token).attempt() == 2, HOUR))
                .isTrue();
        site.lrm.hidden = false;
        site.lrm.open();
        runTo(token, LeaseState.ENDED);
        site.world.runFor(HOUR);
        assertThat(site.all.stream().filter(agent -> agent.liveAt.isPresent()))
                .singleElement()
                .satisfies(agent -> assertThat(agent.slot.attempt()).isEqualTo(2));
        assertThat(site.lrm.jobs.values()).hasSize(2).allMatch(job -> job.state == Job.State.ENDED);
    }

    @Test
    void aJobThatWasDeletedWhileQueuedCostsOneAttempt() {
        site.lrm.closed = true;
        site.lrm.remembers = false;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.jobs.values().forEach(site.lrm::end);
        site.lrm.open();
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lease(token).attempt()).isEqualTo(2);
    }

    @Test
    void aQueuedLeaseThatIsEndedIsCancelledAtOnceAndALostCancelIsAskedAgain() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.fault("cancel", LrmException.Kind.UNREACHABLE, "Server could not connect to MOM");
        site.end(token);
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ENDING);
        site.lrm.heal();
        runTo(token, LeaseState.ENDED);
        assertThat(site.lrm.jobs.values()).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.all).isEmpty();
    }

    @Test
    void anActiveLeaseThatIsEndedGoesThroughItsAgentsAndNoJobIsCancelled() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofSeconds(10));
        site.end(token);
        site.world.runFor(Duration.ofSeconds(10));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ENDED);
        assertThat(site.lrm.cancelled).isEmpty();
        assertThat(site.all).allMatch(agent -> agent.notice.equals(Optional.of(Notice.LEASE_ENDED)));
    }

    @Test
    void anAgentThatDoesNotAnswerTheEndIsCancelledWhenItsTeardownBudgetIsOver() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofSeconds(5));
        FakeAgent agent = site.all.get(0);
        agent.deaf = true;
        site.end(token);
        site.world.runFor(Duration.ofSeconds(49));
        assertThat(site.lrm.cancelled).isEmpty();
        site.world.runFor(Duration.ofSeconds(10));
        assertThat(site.lrm.cancelled).hasSize(1);
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).current().get(0).verdict()).contains(Verdict.CLEAN);
    }

    @Test
    void aSlotWhoseNodeLostPowerIsLostUntilItsCertificateComesLate() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        FakeAgent dead = site.all.get(1);
        dead.die();
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.TERMINATED);
        assertThat(site.leases().get(token.text()).get().verdict()).isEqualTo("UNKNOWN");
        assertThat(site.lease(token).slot(dead.slot).get().state()).isEqualTo(SlotState.LOST);
        dead.deliver(dead.certificate("clean", Notice.FAILED, 1));
        site.world.runFor(Duration.ofSeconds(5));
        assertThat(site.leases().get(token.text()).get().verdict()).isEqualTo("CLEAN");
        assertThat(site.lease(token).slot(dead.slot).get().state()).isEqualTo(SlotState.ENDED);
    }

    @Test
    void aLeaseThatContinuesOutlivesALostSlot() {
        LeaseToken token = site.create(Site.continuing(Site.request(2, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        site.all.get(0).leave(Notice.PREEMPTED, "");
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.LEASE_ENDED);
    }

    @Test
    void aPreemptedSlotEndsItsLeaseUnlessItContinues() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        site.all.get(0).leave(Notice.PREEMPTED, "");
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.PREEMPTED);
        assertThat(site.all.get(1).notice).contains(Notice.LEASE_ENDED);
    }

    @Test
    void whereTheNodeCannotKnowWhyTheLrmEndedItsJobTheLrmsWordsStandBesideItsNotice() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.all.get(0).job.reason = Optional.of("preempted, signal 15");
        site.all.get(0).leave(Notice.TERMINATED, "the LRM sent TERM");
        runTo(token, LeaseState.ENDED);
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(token).current()).singleElement().satisfies(slot -> {
            assertThat(slot.notice()).contains(Notice.TERMINATED);
            assertThat(slot.reason()).contains("the LRM: preempted, signal 15");
        });
    }

    @Test
    void aSlotWhoseClaimWasRefusedSaysWhyItsJobEndedWithoutOne() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        FakeLrm.FakeJob job = site.lrm.jobs.values().iterator().next();
        SlotKey slot = SlotKey.parse(job.token());
        var unused = site.agents().orElseThrow().claim(new Claim(slot, "99", "node2", "00ff", "boot"), "lrm-node2");
        site.world.runFor(Duration.ofSeconds(1));
        job.reason = Optional.of("exit 4");
        site.lrm.end(job);
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.WAITING), HOUR))
                .isTrue();
        assertThat(site.lease(token).slot(slot).orElseThrow().reason())
                .contains("without a claim: exit 4; a claim was refused: of node node2, job 99", "not 99");
    }

    @Test
    void aSlotThatIsHeldByAnotherNodeThanTheLrmShowsIsAnAlarm() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        Slot slot = site.lease(token).current().get(0);
        Claim claim = new Claim(slot.key(), slot.job().orElseThrow(), "node2", "00ff", "boot");
        var answer = site.agents().orElseThrow().claim(claim, "lrm-node2");
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(answer.join()).as("the LRM does not say yet where").isInstanceOf(ClaimAnswer.Granted.class);
        site.behave(new Site.Behaviour() {
            @Override
            public boolean claims(FakeAgent agent) {
                return false;
            }
        });
        site.lrm.open();
        site.world.runFor(Duration.ofMinutes(2));
        assertThat(site.leases().status().alarms())
                .filteredOn(alarm -> alarm.kind().equals("claimed_elsewhere"))
                .singleElement()
                .satisfies(alarm ->
                        assertThat(alarm.words()).contains("held by node2").contains("runs its job on lrm-node1"));
    }

    /** A node that is not to be trusted: the lease would end, and the other one's job would be cancelled with it. */
    @Test
    void noSlotIsClaimedWithTheJobOfAnother() {
        LeaseToken other = site.create(Site.request(1, HOUR), "other");
        runTo(other, LeaseState.ACTIVE);
        String job = site.lease(other).current().get(0).job().orElseThrow();
        site.slowSubmits = HOUR;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        SlotKey slot = site.lease(token).current().get(0).key();
        var answer = site.agents().orElseThrow().claim(new Claim(slot, job, "node2", "00ff", "boot"), "lrm-node2");
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(answer.join())
                .isInstanceOfSatisfying(
                        ClaimAnswer.Refused.class,
                        refused -> assertThat(refused.words()).contains("job " + job + " is slot " + other));
        assertThat(site.lease(token).current().get(0).job()).isEmpty();
    }

    @Test
    void aGuestThatCannotBeCreatedEndsTheLeaseEvenIfItContinues() {
        LeaseToken token = site.create(Site.continuing(Site.request(2, HOUR)), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofSeconds(5));
        site.all.get(0).report(Report.Event.GUEST_FAILED, OptionalInt.of(1), "out of memory");
        site.world.runFor(Duration.ofSeconds(10));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.FAILED);
    }

    @Test
    void guestsThatEndByThemselvesEndTheLeaseWhenTheLastSlotHasNone() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.world.runFor(Duration.ofMinutes(1));
        site.all.get(0).leave(Notice.GUESTS_ENDED, "");
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        site.all.get(1).leave(Notice.GUESTS_ENDED, "");
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.GUESTS_ENDED);
    }

    @Test
    void anLrmThatForgetsOrCannotBeAskedEndsNoLivingLease() {
        site.lrm.remembers = false;
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        site.lrm.fault("all", LrmException.Kind.UNREACHABLE, "down");
        site.world.runFor(Duration.ofMinutes(50));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
        site.lrm.heal();
        runTo(token, LeaseState.ENDED);
        assertThat(site.lease(token).notice()).contains(Notice.LEASE_ENDED);
        assertThat(site.lease(token).current()).allMatch(slot -> slot.verdict().equals(Optional.of(Verdict.CLEAN)));
    }

    @Test
    void theLrmIsAskedOnceForAllAndNotAtAllWhileNothingIsOpen() {
        List<LeaseToken> tokens = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tokens.add(site.create(Site.request(1, HOUR), "key" + i));
        }
        tokens.forEach(token -> runTo(token, LeaseState.ACTIVE));
        site.world.runFor(Duration.ofMinutes(5));
        int before = site.lrm.snapshots;
        site.world.runFor(Duration.ofMinutes(40));
        assertThat(site.lrm.snapshots - before).isBetween(1, 10);
        tokens.forEach(token -> runTo(token, LeaseState.ENDED));
        site.world.runFor(HOUR);
        int quiet = site.lrm.snapshots;
        site.world.runFor(HOUR.multipliedBy(10));
        assertThat(site.lrm.snapshots).isEqualTo(quiet);
    }

    @Test
    void theSameKeyMakesOneLeaseAndAnotherRequestUnderItIsRefused() throws Exception {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.create(Site.request(1, HOUR), "key")).isEqualTo(token);
        var refused = site.leases().make(Site.request(2, HOUR), Site.key("key", Site.request(2, HOUR)));
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(refused).isCompletedExceptionally();
        assertThat(site.list()).hasSize(1);
    }

    /** A default of the site's is in the request as it is understood: end_timeout, for one. */
    @Test
    void theSameKeyWithTheSameDocumentMakesOneLeaseWhateverTheSitesSettingsAreByNow() {
        LeaseRequest before = Site.request(1, HOUR);
        LeaseRequest after = Site.request(1, HOUR.multipliedBy(2));
        CallersKey key = new CallersKey("key", "sha256:1");
        var first = site.leases().make(before, Optional.of(key));
        site.world.runFor(Duration.ofSeconds(1));
        var second = site.leases().make(after, Optional.of(key));
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(second.join().token()).isEqualTo(first.join().token());
        assertThat(site.list()).hasSize(1);
    }

    /** As keys were kept up to version 5 of the store. */
    @Test
    void aKeyThatWasKeptWithTheRequestItselfIsKnown() {
        LeaseRequest request = Site.request(1, HOUR);
        var first = site.leases().make(request, Optional.of(new CallersKey("key", RequestJson.writeOld(request))));
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(site.create(request, "key")).isEqualTo(first.join().token());
    }

    @Test
    void howeverManyLeasesEndedLongAgoTheyAreForgottenWithinTheHour() {
        List<LeaseToken> old = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            old.add(site.create(Site.request(1, HOUR), "old " + i));
        }
        for (LeaseToken token : old) {
            site.end(token);
        }
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.list()).hasSize(60).allMatch(lease -> lease.state().equals("ENDED"));
        site.world.runFor(Duration.ofDays(90).plusMinutes(80));
        assertThat(site.list()).isEmpty();
    }

    @Test
    void twoOpenLeasesNeverHaveOneHardwareAddress() {
        LeaseRequest asked = withMac(Site.request(1, HOUR), "02:00:00:00:00:01");
        LeaseToken token = site.create(asked, "first");
        var refused = site.leases().make(asked, Site.key("second", asked));
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("group[0].nic[0].mac")
                .withMessageContaining("lease " + token + " has this address");
        runTo(token, LeaseState.ENDED);
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.create(asked, "third")).isNotEqualTo(token);
    }

    private static LeaseRequest withMac(LeaseRequest request, String mac) {
        GuestGroup group = request.groups().get(0);
        GuestSpec spec = group.guest();
        GuestSpec networked = new GuestSpec(
                spec.memoryMib(),
                spec.vcpus(),
                spec.boot(),
                spec.disks(),
                List.of(new Nic("br0", Optional.of(new MacAddress(mac)))),
                spec.cpuWeight(),
                spec.cpuCap(),
                spec.ending());
        return new LeaseRequest(
                request.name(),
                request.duration(),
                request.queue(),
                request.nodeProperty(),
                request.account(),
                request.nodeUse(),
                1,
                request.onSlotLoss(),
                List.of(new GuestGroup(group.name(), 1, networked)),
                Map.of(),
                Optional.empty());
    }
}
