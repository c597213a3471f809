package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/** Compares what a lease wants with what its slots are, and closes the difference. */
final class LeaseRules {
    private LeaseRules() {}

    /** Applies rules until none changes the lease's state any more. */
    static void settle(LeaseTurn turn) {
        LeaseState before;
        do {
            before = turn.lease().state();
            if (waitsForGo(before) && StartWindow.of(turn.lease()).isOver(turn.now())) {
                end(turn, Notice.LEASE_ENDED, StartWindow.over());
                continue;
            }
            switch (before) {
                case ASSEMBLING -> assembling(turn);
                case RETURNING -> returning(turn);
                case ACTIVE -> active(turn);
                case ENDING -> ending(turn);
                case WAITING, ENDED -> {}
            }
        } while (turn.lease().state() != before);
    }

    private static boolean waitsForGo(LeaseState state) {
        return state == LeaseState.WAITING || state == LeaseState.ASSEMBLING || state == LeaseState.RETURNING;
    }

    /** The lease ends: its open slots are told, and what was never submitted is over at once. */
    static void end(LeaseTurn turn, Notice notice, Reason why) {
        boolean lost = turn.lease().state() == LeaseState.ACTIVE
                && turn.lease().current().stream().anyMatch(slot -> gone(slot) && !saysItIsOver(slot));
        ReasonCode code = why.code().orElse(ReasonCode.NOT_SAID);
        turn.become(turn.lease().ends(notice, Result.of(notice, code, lost)));
        turn.to(LeaseState.ENDING, why);
        boolean said = notice == Notice.FAILED || notice == Notice.KILL_ALL;
        turn.endSlots(said ? notice : Notice.LEASE_ENDED, why);
    }

    private static void assembling(LeaseTurn turn) {
        blameLate(turn);
        Optional<String> refused = new Refusals(turn.lease(), turn.timing()).last();
        if (refused.isPresent()) {
            end(turn, Notice.FAILED, Reason.of(ReasonCode.NODE_POLICY_REFUSED, refused.get()));
            return;
        }
        List<Slot> slots = turn.lease().current();
        Optional<Reason> failure = Assembly.failure(turn, slots);
        if (failure.isPresent()) {
            String words = failure.get().words();
            turn.to(
                    LeaseState.RETURNING,
                    failure.get().words("attempt " + turn.lease().attempt() + ": " + words));
            turn.endSlots(
                    Notice.LEASE_ENDED,
                    Reason.of(ReasonCode.ASSEMBLY_FAILED, "the lease could not be assembled: " + words));
            return;
        }
        // A slot that is alone has nobody to wait for: its GO is in the order.
        SlotState wanted = turn.lease().single() ? SlotState.CLAIMED : SlotState.READY;
        if (slots.stream().allMatch(slot -> slot.state() == wanted)) {
            turn.eachCurrent(slot -> new SlotEvent.Go());
            turn.become(turn.lease().goAt(turn.now()));
            turn.to(LeaseState.ACTIVE, Reason.of(ReasonCode.GO_GIVEN, "GO"));
        }
    }

    private static void blameLate(LeaseTurn turn) {
        Timing timing = turn.timing();
        if (turn.lease().current().stream().anyMatch(slot -> late(turn, slot))) {
            String words = "it was not ready within the start allowance of "
                    + timing.startAllowance().toSeconds() + " s";
            turn.each(slot -> late(turn, slot), slot -> new SlotEvent.Late(words));
        }
    }

    private static boolean late(LeaseTurn turn, Slot slot) {
        return slot.state() == SlotState.CLAIMED
                && slot.moments().passed(Moment.CLAIMED, turn.timing().startAllowance(), turn.now());
    }

    private static void returning(LeaseTurn turn) {
        Lease lease = turn.lease();
        if (!lease.current().stream().allMatch(slot -> slot.state().closed())
                || lease.submission().step() != Submission.Step.NONE) {
            return;
        }
        String last = lease.reason();
        Refusals refusals = new Refusals(lease, turn.timing());
        // What was given back or declined has cost no attempt; but names of jobs have two digits for it.
        boolean spent = lease.attempt() - Patience.timesGivenBack(lease) - Declines.times(lease)
                        >= turn.timing().attempts()
                || lease.attempt() == SlotKey.MAX_ATTEMPT;
        if (refusals.last().isPresent()) {
            giveUp(
                    turn,
                    Reason.of(ReasonCode.NODE_POLICY_REFUSED, refusals.last().get()));
        } else if (spent) {
            String refused = refusals.words();
            String words = "gave up after " + lease.attempt() + " attempts; " + last;
            giveUp(turn, Reason.of(ReasonCode.ATTEMPTS_SPENT, refused.isEmpty() ? words : words + "; " + refused));
        } else {
            boolean givenBack = lease.current().get(0).moments().has(Moment.GIVEN_BACK);
            Instant retryAt = givenBack ? turn.now() : turn.now().plus(Declines.wait(lease, turn.timing()));
            turn.become(lease.nextAttempt().retryAt(retryAt));
            turn.to(
                    LeaseState.WAITING,
                    Reason.of(
                            ReasonCode.RETRY_LATER,
                            last + "; attempt " + turn.lease().attempt() + " comes later"));
        }
    }

    private static void giveUp(LeaseTurn turn, Reason why) {
        turn.become(turn.lease().ends(Notice.FAILED, Result.FAILED).endedAt(turn.now()));
        turn.to(LeaseState.ENDED, why);
    }

    private static void active(LeaseTurn turn) {
        Lease lease = turn.lease();
        Optional<Slot> failed = lease.current().stream()
                .filter(slot -> slot.guests().stream().anyMatch(guest -> guest.state() == Guest.State.FAILED))
                .findFirst();
        if (failed.isPresent()) {
            end(
                    turn,
                    Notice.FAILED,
                    Reason.of(
                            ReasonCode.GUEST_FAILED,
                            "a guest could not be started in slot " + SlotWords.name(failed.get())));
            return;
        }
        List<Slot> lost = lease.current().stream().filter(LeaseRules::gone).toList();
        boolean anyLive = lease.current().stream().anyMatch(slot -> slot.state() == SlotState.LIVE);
        if (lost.stream().anyMatch(LeaseRules::saysItIsOver)
                || lease.endedByUsAt().filter(at -> !at.isAfter(turn.now())).isPresent()) {
            end(turn, Notice.LEASE_ENDED, Reason.of(ReasonCode.DURATION_OVER, "its duration is over"));
        } else if (!lost.isEmpty() && (!anyLive || lease.request().onSlotLoss() == OnSlotLoss.END)) {
            end(
                    turn,
                    lost.get(0).notice().orElse(Notice.TERMINATED),
                    Reason.of(ReasonCode.SLOT_LOST, SlotWords.of(lost.get(0))));
        } else if (!anyLive) {
            end(turn, Notice.GUESTS_ENDED, Reason.of(ReasonCode.GUESTS_ENDED, "all guests have ended"));
        } else if (lease.noticeAt().filter(at -> !at.isAfter(turn.now())).isPresent()) {
            Instant end = lease.endsAt().orElseThrow();
            turn.become(lease.terms(lease.terms().noticed(end)));
            turn.record(EventType.LEASE_NOTICE, "it ends at " + end);
        }
    }

    /** Whether the slot went otherwise than by its last guest's own end. */
    private static boolean gone(Slot slot) {
        return slot.state() != SlotState.LIVE && slot.notice().orElse(Notice.TERMINATED) != Notice.GUESTS_ENDED;
    }

    /** A node's own deadline comes a moment before ours: then the lease is over, and no slot was lost. */
    private static boolean saysItIsOver(Slot slot) {
        return slot.notice().filter(Notice.LEASE_ENDED::equals).isPresent();
    }

    private static void ending(LeaseTurn turn) {
        if (turn.lease().current().stream().allMatch(slot -> slot.state().closed())) {
            turn.become(turn.lease().endedAt(turn.now()));
            turn.to(LeaseState.ENDED, turn.lease().because());
        }
    }
}
