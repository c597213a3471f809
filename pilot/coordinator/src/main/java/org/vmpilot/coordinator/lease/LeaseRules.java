package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.lrm.Job;
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
            switch (before) {
                case ASSEMBLING -> assembling(turn);
                case RETURNING -> returning(turn);
                case ACTIVE -> active(turn);
                case ENDING -> ending(turn);
                case WAITING, ENDED -> {}
            }
        } while (turn.lease().state() != before);
    }

    /** The lease ends: its open slots are told, and what was never submitted is over at once. */
    static void end(LeaseTurn turn, Notice notice, String words) {
        turn.become(turn.lease().notice(notice));
        turn.to(LeaseState.ENDING, words);
        boolean said = notice == Notice.FAILED || notice == Notice.KILL_ALL;
        turn.endSlots(said ? notice : Notice.LEASE_ENDED, words);
    }

    private static void assembling(LeaseTurn turn) {
        blameLate(turn);
        Optional<String> refused = new Refusals(turn.lease(), turn.timing()).last();
        if (refused.isPresent()) {
            end(turn, Notice.FAILED, refused.get());
            return;
        }
        List<Slot> slots = turn.lease().current();
        Optional<String> failure = failure(turn, slots);
        if (failure.isPresent()) {
            turn.to(LeaseState.RETURNING, "attempt " + turn.lease().attempt() + ": " + failure.get());
            turn.endSlots(Notice.LEASE_ENDED, "the lease could not be assembled: " + failure.get());
            return;
        }
        // A slot that is alone has nobody to wait for: its GO is in the order.
        SlotState wanted = turn.lease().single() ? SlotState.CLAIMED : SlotState.READY;
        if (slots.stream().allMatch(slot -> slot.state() == wanted)) {
            turn.eachCurrent(slot -> new SlotEvent.Go());
            turn.become(turn.lease().goAt(turn.now()));
            turn.to(LeaseState.ACTIVE, "GO");
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

    /** Why this attempt cannot become a lease; empty while it can. */
    private static Optional<String> failure(LeaseTurn turn, List<Slot> slots) {
        for (Slot slot : slots) {
            // PLANNED beside submitted ones: the LRM said that it had taken nothing, and a claim has shown otherwise.
            if (slot.state() == SlotState.ENDING || slot.state().closed() || slot.state() == SlotState.PLANNED) {
                return Optional.of(slotWords(slot));
            }
        }
        Timing timing = turn.timing();
        Optional<Slot> unclaimed = slots.stream()
                .filter(slot -> claimEnds(slot, slots, timing)
                        .filter(at -> !at.isAfter(turn.now()))
                        .isPresent())
                .findFirst();
        if (unclaimed.isPresent()) {
            return Optional.of(
                    "slot " + slotName(unclaimed.get())
                            + ": the LRM runs its job, and no pilot has claimed it in time (its own words are in the node's log)");
        }
        long ready =
                slots.stream().filter(slot -> slot.state() == SlotState.READY).count();
        boolean late = assemblyEnds(slots, timing)
                .filter(at -> !at.isAfter(turn.now()))
                .isPresent();
        return late && ready < slots.size()
                ? Optional.of(ready + " of " + slots.size() + " slots were ready within the assembly allowance of "
                        + timing.assemblyAllowance().toSeconds() + " s")
                : Optional.empty();
    }

    /**
     * When a job that runs must have been claimed: whatever was to start its pilots there may hang. The pilots of a gang are started together: one that does not come while another has
     * is missed sooner.
     *
     * @param slots of its attempt
     */
    static Optional<Instant> claimEnds(Slot slot, List<Slot> slots, Timing timing) {
        if (slot.state() != SlotState.QUEUED) {
            return Optional.empty();
        }
        Optional<Instant> alone = slot.sight()
                .filter(sight -> sight.state() == Job.State.RUNNING)
                .map(sight -> sight.askedAt().plus(timing.assemblyAllowance()));
        Optional<Instant> missed = slots.stream()
                .filter(other -> slot.job().isPresent() && other.job().equals(slot.job()))
                .flatMap(other -> other.moments().of(Moment.CLAIMED).stream())
                .max(Instant::compareTo)
                .map(last -> last.plus(timing.startAllowance()));
        return Stream.concat(alone.stream(), missed.stream()).min(Instant::compareTo);
    }

    /** When the assembly allowance is over, counted from the first READY. */
    static Optional<Instant> assemblyEnds(List<Slot> slots, Timing timing) {
        return slots.stream()
                .flatMap(slot -> slot.moments().of(Moment.READY).stream())
                .min(Instant::compareTo)
                .map(first -> first.plus(timing.assemblyAllowance()));
    }

    private static void returning(LeaseTurn turn) {
        Lease lease = turn.lease();
        if (!lease.current().stream().allMatch(slot -> slot.state().closed())
                || lease.submission().step() != Submission.Step.NONE) {
            return;
        }
        String last = lease.reason();
        Refusals refusals = new Refusals(lease, turn.timing());
        // What was given back has cost no attempt; but names of jobs have two digits for it.
        boolean spent = lease.attempt() - Patience.timesGivenBack(lease)
                        >= turn.timing().attempts()
                || lease.attempt() == SlotKey.MAX_ATTEMPT;
        if (refusals.last().isPresent()) {
            giveUp(turn, refusals.last().get());
        } else if (spent) {
            String refused = refusals.words();
            String words = "gave up after " + lease.attempt() + " attempts; " + last;
            giveUp(turn, refused.isEmpty() ? words : words + "; " + refused);
        } else {
            boolean givenBack = lease.current().get(0).moments().has(Moment.GIVEN_BACK);
            Instant retryAt =
                    givenBack ? turn.now() : turn.now().plus(turn.timing().retryAfter(lease.token(), lease.attempt()));
            turn.become(lease.nextAttempt().retryAt(retryAt));
            turn.to(LeaseState.WAITING, last + "; attempt " + turn.lease().attempt() + " comes later");
        }
    }

    private static void giveUp(LeaseTurn turn, String words) {
        turn.become(turn.lease().notice(Notice.FAILED).endedAt(turn.now()));
        turn.to(LeaseState.ENDED, words);
    }

    private static void active(LeaseTurn turn) {
        Lease lease = turn.lease();
        Optional<Slot> failed = lease.current().stream()
                .filter(slot -> slot.guests().stream().anyMatch(guest -> guest.state() == Guest.State.FAILED))
                .findFirst();
        if (failed.isPresent()) {
            end(turn, Notice.FAILED, "a guest could not be started in slot " + slotName(failed.get()));
            return;
        }
        List<Slot> lost = lease.current().stream().filter(LeaseRules::gone).toList();
        boolean anyLive = lease.current().stream().anyMatch(slot -> slot.state() == SlotState.LIVE);
        if (lost.stream().anyMatch(LeaseRules::saysItIsOver)
                || lease.endedByUsAt().filter(at -> !at.isAfter(turn.now())).isPresent()) {
            end(turn, Notice.LEASE_ENDED, "its duration is over");
        } else if (!lost.isEmpty() && (!anyLive || lease.request().onSlotLoss() == OnSlotLoss.END)) {
            end(turn, lost.get(0).notice().orElse(Notice.TERMINATED), slotWords(lost.get(0)));
        } else if (!anyLive) {
            end(turn, Notice.GUESTS_ENDED, "all guests have ended");
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
            turn.to(LeaseState.ENDED, turn.lease().reason());
        }
    }

    private static String slotName(Slot slot) {
        return slot.key().index()
                + slot.holder().map(holder -> " on " + holder.node()).orElse("");
    }

    private static String slotWords(Slot slot) {
        String notice = slot.notice().map(Enum::name).orElse("");
        String words = slot.reason().isEmpty() ? slot.state().name() : slot.reason();
        return "slot " + slotName(slot) + ": " + (notice.isEmpty() ? words : notice + " (" + words + ")");
    }
}
