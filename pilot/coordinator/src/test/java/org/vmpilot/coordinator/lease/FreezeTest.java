package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/** What kill-all's freeze means to slots, leases and claims, beside the tables' cells. */
class FreezeTest {
    private static final SlotEvent KILL_ALL =
            new SlotEvent.End(Notice.KILL_ALL, Reason.of(ReasonCode.ENDED_BY_REQUEST, "kill-all"));
    private static final Optional<Freeze> FREEZE = Optional.of(new Freeze(Instant.EPOCH, "root@admin1", "kill-all 7"));

    private static Slot killed(Slot slot) {
        return SlotMachine.apply(slot, KILL_ALL, States.NOW, States.TIMING).slot();
    }

    @Test
    void everySlotThatMayHaveAJobIsCancelledAtOnceAndNoneTwice() {
        for (Slot slot : States.all()) {
            boolean nothing = slot.state() == SlotState.PLANNED || slot.state().closed();
            assertThat(killed(slot).cancel()).as(slot.toString()).isEqualTo(nothing ? Cancel.NONE : Cancel.WANTED);
        }
        Slot ending = killed(States.all().get(5));
        Slot asked = States.after(ending, new SlotEvent.CancelTaken());
        assertThat(killed(asked)).isEqualTo(asked);
    }

    @Test
    void aSlotWhoseJobIsOverIsNotCancelled() {
        Slot live = States.all().get(5);
        assertThat(killed(States.overNow(live)).cancel()).isEqualTo(Cancel.NONE);
    }

    @Test
    void theSlotsOfAnOpenLeaseHearKillAllAndThoseOfOneThatEndsKeepTheirNotice() {
        Lease lease = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.END), States.BEGIN);
        lease = apply(lease, new LeaseEvent.Start());
        lease = apply(lease, new LeaseEvent.Accepted(List.of("12[1]", "12[2]")));
        Lease killed = apply(lease, new LeaseEvent.KillAll("kill-all"));
        assertThat(killed.notice()).contains(Notice.KILL_ALL);
        assertThat(killed.slots()).allMatch(slot -> slot.notice().get() == Notice.KILL_ALL);
        Lease ended = apply(lease, new LeaseEvent.EndWanted("by hand"));
        Lease hurried = apply(ended, new LeaseEvent.KillAll("kill-all"));
        assertThat(hurried.notice()).contains(Notice.LEASE_ENDED);
        assertThat(hurried.slots()).allMatch(slot -> slot.notice().get() == Notice.LEASE_ENDED);
        assertThat(apply(hurried, new LeaseEvent.KillAll("kill-all"))).isEqualTo(hurried);
    }

    private static Lease apply(Lease lease, LeaseEvent event) {
        return LeaseMachine.apply(lease, event, States.NOW, States.TIMING).lease();
    }

    @Test
    void aClaimIsRefusedWhateverItNamesButForTheRunThatHoldsTheSlot() {
        for (Slot slot : States.all()) {
            Lease lease = Lease.create(States.TOKEN, States.request(1, OnSlotLoss.END), States.BEGIN)
                    .slots(List.of(slot));
            assertThat(reason(Optional.of(lease), "f".repeat(32)))
                    .as(slot.toString())
                    .contains(ClaimAnswer.Reason.FROZEN);
            Optional<ClaimAnswer.Reason> held = reason(Optional.of(lease), States.HOLDER.nonce());
            assertThat(held)
                    .as(slot.toString())
                    .isEqualTo(
                            !slot.claimed()
                                    ? Optional.of(ClaimAnswer.Reason.FROZEN)
                                    : slot.state().closed() ? Optional.of(ClaimAnswer.Reason.OVER) : Optional.empty());
        }
        assertThat(reason(Optional.empty(), "f".repeat(32))).contains(ClaimAnswer.Reason.FROZEN);
    }

    private static Optional<ClaimAnswer.Reason> reason(Optional<Lease> lease, String nonce) {
        Claim claim =
                new Claim(new SlotKey(States.TOKEN, 1, 1), States.HOLDER.job(), States.HOLDER.node(), nonce, "boot");
        return ClaimRule.objection(FREEZE, lease, claim, "lrm1").map(answer -> ((ClaimAnswer.Refused) answer).reason());
    }
}
