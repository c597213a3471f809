package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Whose fault it is that a slot fell, what is not tried again, and who waits for too long. */
class QueueRulesTest {
    private static final SlotKey ONE = new SlotKey(States.TOKEN, 1, 1);
    private static final SlotKey TWO = new SlotKey(States.TOKEN, 1, 2);
    private static final Timing NO_AVOIDING = new Timing(
            States.TIMING.startAllowance(),
            States.TIMING.assemblyAllowance(),
            States.TIMING.teardown(),
            States.TIMING.longPoll(),
            States.TIMING.heartbeatLost(),
            States.TIMING.retryAfter(),
            States.TIMING.attempts(),
            States.TIMING.queuePatience(),
            false);

    private static Slot queued() {
        return States.after(States.planned(), new SlotEvent.Submit(), new SlotEvent.Submitted(Optional.of("12")));
    }

    private static Slot claimed() {
        return States.after(queued(), new SlotEvent.Claimed(States.HOLDER));
    }

    private static SlotEvent certified(Notice notice) {
        return new SlotEvent.Certified(Verdict.CLEAN, Optional.of(notice), "detail", Map.of());
    }

    private static SlotEvent seen(Job.State state, Optional<String> node, String words) {
        return new SlotEvent.Seen("12", new Sight(state, node, Optional.of(words), States.BEGIN.plusSeconds(1)));
    }

    private static boolean failed(Slot slot) {
        return slot.moments().has(Moment.NODE_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, true",
        "TERMINATED, true",
        "PREEMPTED, false",
        "CANCELLED, false",
        "SUSPENDED, false",
        "WALLTIME, false",
        "SHUTDOWN, false",
        "LEASE_ENDED, false",
        "KILL_ALL, false",
        "ORPHANED, false",
    })
    void aSlotThatEndsBeforeReadyIsItsNodesFaultByTheNotice(Notice notice, boolean blamed) {
        assertThat(failed(States.after(claimed(), certified(notice)))).isEqualTo(blamed);
        SlotEvent ending = States.report(Report.Event.ENDING, notice + " words");
        assertThat(failed(States.after(claimed(), ending))).isEqualTo(blamed);
        // A lease of one slot has its GO before it is ready.
        assertThat(failed(States.after(claimed(), new SlotEvent.Go(), certified(notice))))
                .isEqualTo(blamed);
    }

    @Test
    void aSlotThatWasReadyOrThatWasToldToEndIsNoFaultOfItsNode() {
        SlotEvent failed = certified(Notice.FAILED);
        assertThat(failed(States.after(claimed(), new SlotEvent.Ready(), failed)))
                .isFalse();
        SlotEvent end = new SlotEvent.End(Notice.LEASE_ENDED, Reason.of(ReasonCode.ENDED_BY_REQUEST, "by hand"));
        assertThat(failed(States.after(claimed(), end, failed))).isFalse();
        assertThat(failed(States.after(
                        queued(),
                        seen(Job.State.RUNNING, Optional.of("lrm1"), ""),
                        end,
                        States.events("SeenEnded").get(0))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"exit 1, true", "NODE_FAIL, true", "CANCELLED by 0, false", "PREEMPTED, false", "preempted, false"})
    void aJobThatEndsWithoutAClaimIsItsNodesFaultUnlessTheLrmSaysWhoseElse(String words, boolean blamed) {
        assertThat(failed(States.after(queued(), seen(Job.State.ENDED, Optional.of("lrm1"), words))))
                .isEqualTo(blamed);
    }

    @Test
    void aJobThatNeverRanIsNobodysFault() {
        assertThat(failed(States.after(queued(), seen(Job.State.ENDED, Optional.empty(), "exit 1"))))
                .isFalse();
    }

    @Test
    void aSlotThatIsNotReadyInTimeIsItsNodesFaultAndTheOthersAreNot() {
        Lease lease = claimedBoth();
        Lease late = LeaseMachine.apply(lease, ready(TWO), States.BEGIN, States.TIMING)
                .lease();
        Instant now = States.BEGIN.plus(States.TIMING.startAllowance());
        Lease after = LeaseMachine.apply(late, new LeaseEvent.Tick(Map.of()), now, States.TIMING)
                .lease();
        assertThat(after.state()).isEqualTo(LeaseState.RETURNING);
        assertThat(after.slots()).extracting(QueueRulesTest::failed).containsExactly(true, false);
        assertThat(after.slots().get(0).notice()).contains(Notice.FAILED);
        assertThat(after.slots().get(1).notice()).contains(Notice.LEASE_ENDED);
    }

    @Test
    void whatThePolicyRefusesIsNotTheNodesFaultAlsoIfItsCertificateComesFirst() {
        Slot certifiedFirst = States.after(
                claimed(), certified(Notice.FAILED), States.report(Report.Event.POLICY, "too much memory"));
        assertThat(failed(certifiedFirst)).isFalse();
        assertThat(certifiedFirst.moments().has(Moment.NODE_REFUSED)).isTrue();
        assertThat(certifiedFirst.reason()).isEqualTo("too much memory");
    }

    // ---- policies ----

    private static Lease after(Lease lease, Timing timing, LeaseEvent... events) {
        Lease next = lease;
        for (LeaseEvent event : events) {
            next = LeaseMachine.apply(next, event, States.NOW, timing).lease();
        }
        return next;
    }

    private static LeaseEvent claim(SlotKey slot, String node) {
        return new LeaseEvent.OfSlot(
                slot, new SlotEvent.Claimed(new Holder(node, "12[" + slot.index() + "]", node + slot, "boot")));
    }

    private static LeaseEvent ready(SlotKey slot) {
        return new LeaseEvent.OfSlot(slot, new SlotEvent.Ready());
    }

    private static LeaseEvent refuses(SlotKey slot, String words) {
        return new LeaseEvent.OfSlot(
                slot,
                new SlotEvent.Reported(new Report(slot, "1", 1, Report.Event.POLICY, 500, OptionalInt.empty(), words)));
    }

    private static LeaseEvent certified(SlotKey slot) {
        return new LeaseEvent.OfSlot(slot, certified(Notice.FAILED));
    }

    private static Lease submitted() {
        Lease waiting = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.END), States.BEGIN);
        return accepted(waiting, List.of());
    }

    private static Lease accepted(Lease waiting, List<String> avoided) {
        return after(
                waiting,
                States.TIMING,
                new LeaseEvent.Start(),
                new LeaseEvent.Accepted(List.of("12[1]", "12[2]"), avoided));
    }

    private static Lease claimedBoth() {
        Lease lease = submitted();
        for (LeaseEvent event : List.of(claim(ONE, "node1"), claim(TWO, "node2"))) {
            lease = LeaseMachine.apply(lease, event, States.BEGIN, States.TIMING)
                    .lease();
        }
        return lease;
    }

    @Test
    void theFirstRefusalCostsAnAttemptAndTheNextLeavesThatNodeOut() {
        Lease lease = after(claimedBoth(), States.TIMING, refuses(ONE, "too much"), certified(ONE), certified(TWO));
        assertThat(lease.state()).isEqualTo(LeaseState.WAITING);
        assertThat(lease.attempt()).isEqualTo(2);
        assertThat(NodeFaults.of(lease)).extracting(Slot::key).containsExactly(ONE);
    }

    @Test
    void theSameWordsOfASecondNodeEndTheLeaseAndItsReasonNamesBoth() {
        Lease lease = after(
                claimedBoth(),
                States.TIMING,
                refuses(TWO, "too much"),
                refuses(ONE, "too much"),
                certified(ONE),
                certified(TWO));
        assertThat(lease.state()).isEqualTo(LeaseState.ENDED);
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(lease.notice()).contains(Notice.FAILED);
        assertThat(lease.reason()).isEqualTo("node1 and node2 refuse it: too much");
    }

    @Test
    void theSameNodeThatRefusesItAgainEndsTheLeaseToo() {
        Lease second = accepted(
                after(claimedBoth(), States.TIMING, refuses(ONE, "too much"), certified(ONE), certified(TWO)),
                List.of());
        SlotKey again = new SlotKey(States.TOKEN, 2, 1);
        Lease lease = after(second, States.TIMING, claim(again, "node1"), refuses(again, "too much"));
        assertThat(lease.state()).isEqualTo(LeaseState.ENDING);
        assertThat(lease.reason()).isEqualTo("node1 refuses it: too much");
    }

    @Test
    void otherWordsOfASecondNodeAreAnotherMatter() {
        Lease lease = after(
                claimedBoth(),
                States.TIMING,
                refuses(TWO, "no such bridge"),
                refuses(ONE, "too much"),
                certified(ONE),
                certified(TWO));
        assertThat(lease.state()).isEqualTo(LeaseState.WAITING);
        assertThat(NodeFaults.of(lease)).extracting(Slot::key).containsExactly(ONE, TWO);
    }

    @Test
    void whereTheLrmCannotLeaveNodesOutTheFirstRefusalEndsTheLease() {
        Lease lease = after(claimedBoth(), NO_AVOIDING, refuses(ONE, "too much"));
        assertThat(lease.state()).isEqualTo(LeaseState.ENDING);
        assertThat(lease.reason()).isEqualTo("node1 refuses it: too much; the LRM cannot be asked for other nodes");
    }

    // ---- patience ----

    private static final Instant OVER = States.NOW.plus(States.TIMING.queuePatience());

    private static Lease waiting(String token, int slots) {
        return Lease.create(new LeaseToken(token), States.request(slots, OnSlotLoss.END), States.BEGIN);
    }

    private static Lease givenBack(Lease lease, Instant now) {
        Lease back = LeaseMachine.apply(lease, new LeaseEvent.GiveBack("too long"), now, States.TIMING)
                .lease();
        assertThat(back.state()).isEqualTo(LeaseState.RETURNING);
        for (Slot slot : back.current()) {
            back = LeaseMachine.apply(
                            back, new LeaseEvent.OfSlot(slot.key(), new SlotEvent.CancelTaken()), now, States.TIMING)
                    .lease();
        }
        return back;
    }

    @Test
    void whoStandsInNobodysWayKeepsWaiting() {
        Lease lease = submitted();
        assertThat(Patience.endsAt(lease, States.TIMING)).contains(OVER);
        assertThat(Places.impatient(List.of(lease), OVER, States.TIMING, false)).isEmpty();
        assertThat(Wanted.nextDue(lease, Map.of(), OVER.minusSeconds(1), States.TIMING, Duration.ZERO))
                .contains(OVER);
    }

    @Test
    void whoWaitsForTooLongGivesItsPlaceToTheNextAndComesAgainAfterIt() {
        Lease first = submitted();
        Lease second = waiting("vbbbbbbb", 2);
        List<Lease> both = List.of(first, second);
        assertThat(Places.free(both, OVER, false)).isEmpty();
        assertThat(Places.impatient(both, OVER.minusSeconds(1), States.TIMING, false))
                .isEmpty();
        assertThat(Places.impatient(both, OVER, States.TIMING, false)).containsExactly(first);

        Lease back = givenBack(first, OVER);
        assertThat(back.state()).isEqualTo(LeaseState.WAITING);
        assertThat(back.retryAt()).contains(OVER);
        assertThat(Places.free(List.of(back, second), OVER, false)).containsExactly(second);
        Lease third = Lease.create(new LeaseToken("vccccccc"), States.request(2, OnSlotLoss.END), OVER.plusSeconds(1));
        assertThat(Places.free(List.of(third, back), OVER.plusSeconds(1), false))
                .containsExactly(back);
    }

    @Test
    void whatIsGivenBackNeverSpendsTheAttempts() {
        Lease lease = submitted();
        for (int times = 1; times <= 10; times++) {
            lease = givenBack(lease, OVER);
            assertThat(lease.state()).isEqualTo(LeaseState.WAITING);
            assertThat(Patience.timesGivenBack(lease)).isEqualTo(times);
            lease = accepted(lease, List.of());
        }
        assertThat(lease.attempt()).isEqualTo(11);
    }

    @Test
    void namesOfJobsHaveTwoDigitsForTheAttempt() {
        Lease lease = submitted();
        while (lease.attempt() < SlotKey.MAX_ATTEMPT) {
            lease = accepted(givenBack(lease, OVER), List.of());
        }
        Lease last = givenBack(lease, OVER);
        assertThat(last.state()).isEqualTo(LeaseState.ENDED);
        assertThat(last.reason()).startsWith("gave up after 99 attempts");
    }

    @Test
    void aLeaseOfOneSlotIsTakenBackOnlyIfNodesAreLeftOutForIt() {
        Lease single = after(
                waiting("vdddddda", 1),
                States.TIMING,
                new LeaseEvent.Start(),
                new LeaseEvent.Accepted(List.of("12"), List.of()));
        Lease avoiding = after(
                waiting("veeeeeea", 1),
                States.TIMING,
                new LeaseEvent.Start(),
                new LeaseEvent.Accepted(List.of("13"), List.of("lrm1")));
        List<Lease> all = List.of(single, avoiding, waiting("vbbbbbbb", 2));
        assertThat(Places.impatient(all, OVER, States.TIMING, false)).containsExactly(avoiding);
        Lease next = givenBack(avoiding, OVER);
        assertThat(Patience.avoidedInVain(next)).isTrue();
    }

    @Test
    void aLeaseThatReturnsAndCanGetNoNodeAnyMoreHoldsNoPlace() {
        Lease half = after(claimedBoth(), States.TIMING, refuses(ONE, "too much"));
        assertThat(half.state()).isEqualTo(LeaseState.RETURNING);
        Lease next = waiting("vbbbbbbb", 2);
        assertThat(Places.free(List.of(half, next), States.NOW, false)).containsExactly(next);
        Lease unclaimed = LeaseMachine.apply(
                        submitted(), new LeaseEvent.GiveBack("too long"), States.NOW, States.TIMING)
                .lease();
        assertThat(Places.free(List.of(unclaimed, next), States.NOW, false)).isEmpty();
    }
}
