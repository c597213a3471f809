package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Slots that share a job: who needs it, who has it cancelled, who may claim from it. */
class GangRulesTest {
    private static final SlotKey ONE = new SlotKey(States.TOKEN, 1, 1);
    private static final SlotKey TWO = new SlotKey(States.TOKEN, 1, 2);
    private static final Effect CANCEL = new Effect.CancelJob(States.TOKEN, "12");

    private static Lease after(Lease lease, Instant now, LeaseEvent... events) {
        Lease next = lease;
        for (LeaseEvent event : events) {
            next = LeaseMachine.apply(next, event, now, States.TIMING).lease();
        }
        return next;
    }

    private static LeaseEvent of(SlotKey slot, SlotEvent event) {
        return new LeaseEvent.OfSlot(slot, event);
    }

    private static LeaseEvent claim(SlotKey slot) {
        return claim(slot, "node" + slot.index());
    }

    private static LeaseEvent claim(SlotKey slot, String node) {
        return of(slot, new SlotEvent.Claimed(new Holder(node, "12", "n" + slot.index(), "boot")));
    }

    private static Lease asked() {
        Lease waiting = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.CONTINUE), States.BEGIN);
        return after(waiting, States.BEGIN, new LeaseEvent.Start());
    }

    private static Lease live() {
        return live("node2");
    }

    /** @param second the second slot's node */
    private static Lease live(String second) {
        return after(
                asked(),
                States.BEGIN,
                new LeaseEvent.Accepted(List.of("12", "12")),
                claim(ONE),
                claim(TWO, second),
                of(ONE, new SlotEvent.Ready()),
                of(TWO, new SlotEvent.Ready()));
    }

    private static List<Effect> wanted(Lease lease) {
        return Wanted.of(lease, States.NOW, Duration.ZERO);
    }

    private static Instant late() {
        return States.NOW.plus(States.TIMING.teardown().total());
    }

    @Test
    void aSlotThatTheJobGoesOnWithoutNeedsItAsLongAsItMayLive() {
        SlotEvent without = new SlotEvent.Seen(
                "12",
                new Sight(Job.State.ENDED, Optional.of("node1"), Optional.of("goes on without node2"), States.NOW));
        Lease lease = after(
                live(),
                States.NOW,
                of(ONE, new SlotEvent.End(Notice.GUESTS_ENDED, Reason.of(ReasonCode.ENDED_BY_REQUEST, ""))),
                of(TWO, without));
        Lease late = after(lease, late(), new LeaseEvent.Tick(Map.of(TWO, late())));
        assertThat(late.slot(ONE).orElseThrow().cancel()).isEqualTo(Cancel.WANTED);
        assertThat(late.slot(TWO).orElseThrow().state()).isEqualTo(SlotState.LIVE);
        assertThat(wanted(late)).isEmpty();
    }

    @Test
    void whichOfItsSlotsWantTheCancelIsNoMatter() {
        LeaseEvent end = new LeaseEvent.EndWanted("by hand");
        Lease both = after(live(), States.NOW, end);
        Lease second = after(both, States.NOW, of(ONE, States.certified(Verdict.CLEAN)));
        Lease late = after(second, late(), new LeaseEvent.Tick(Map.of()));
        assertThat(wanted(late)).containsExactly(CANCEL);
        Lease bothLate = after(both, late(), new LeaseEvent.Tick(Map.of()));
        assertThat(wanted(bothLate)).containsExactly(CANCEL);
    }

    @Test
    void aCancelIsTakenForAllItsSlotsAlsoForThoseThatAreHome() {
        Lease ended = after(
                live(), States.NOW, new LeaseEvent.EndWanted("by hand"), of(ONE, States.certified(Verdict.CLEAN)));
        Lease taken = after(ended, late(), new LeaseEvent.Tick(Map.of()), new LeaseEvent.Cancelled(Set.of("12")));
        assertThat(taken.slots()).extracting(Slot::cancel).containsOnly(Cancel.ASKED);
    }

    @Test
    void aNodeIsGivenUpOnlyWhereNoOtherSlotLives() {
        SlotEvent seen = new SlotEvent.Seen(
                "12", new Sight(Job.State.RUNNING, Optional.of("node1"), Optional.empty(), States.NOW));
        SlotEvent certified = new SlotEvent.Certified(Verdict.CLEAN, Optional.of(Notice.GUESTS_ENDED), "", Map.of());
        LeaseEvent[] home = {of(ONE, seen), of(ONE, certified)};
        assertThat(wanted(after(live(), States.NOW, home))).containsExactly(new Effect.Release(ONE, "12", "node1"));
        assertThat(wanted(after(live("node1"), States.NOW, home))).isEmpty();
    }

    @Test
    void ofAJobThatTheLrmHasTwiceItIsTheOneThatWasClaimedFrom() {
        Lease lost = after(asked(), States.NOW, new LeaseEvent.AnswerLost("no answer"), claim(TWO));
        List<String> both = List.of("11", "12");
        Lease found = after(lost, States.NOW, new LeaseEvent.Looked(true, Map.of(1, both, 2, both)));
        assertThat(found.slots()).extracting(Slot::job).containsOnly(Optional.of("12"));
    }

    @Test
    void slotsOfOneAttemptAreNotClaimedFromTwoJobs() {
        Lease first = after(asked(), States.NOW, claim(ONE));
        Claim other = new Claim(TWO, "13", "node2", "f".repeat(32), "boot");
        assertThat(ClaimRule.jobOfAnother(List.of(first), first, other, true))
                .containsInstanceOf(ClaimAnswer.Later.class);
        Claim own = new Claim(TWO, "12", "node2", "f".repeat(32), "boot");
        assertThat(ClaimRule.jobOfAnother(List.of(first), first, own, true)).isEmpty();
    }

    @Test
    void aPilotThatDoesNotComeWithTheOthersOfItsJobIsMissedAfterTheStartAllowance() {
        Lease one = after(
                asked(),
                States.BEGIN,
                new LeaseEvent.Accepted(List.of("12", "12")),
                claim(ONE),
                of(ONE, new SlotEvent.Ready()));
        Instant due = States.BEGIN.plus(States.TIMING.startAllowance());
        Lease before = after(one, due.minusMillis(1), new LeaseEvent.Tick(Map.of()));
        assertThat(before.state()).isEqualTo(LeaseState.ASSEMBLING);
        Lease after = after(one, due, new LeaseEvent.Tick(Map.of()));
        assertThat(after.state()).isEqualTo(LeaseState.RETURNING);
        assertThat(after.reason()).contains("slot 2", "no pilot has claimed it in time");
    }
}
