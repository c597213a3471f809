package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;
import org.vmpilot.protocol.Notice;

/** The slot's machine. Pure. */
public final class SlotMachine {
    private SlotMachine() {}

    public static SlotStep apply(Slot slot, SlotEvent event, Instant now, Timing timing) {
        if (event instanceof SlotEvent.Submit) {
            return submit(slot, event, now);
        } else if (event instanceof SlotEvent.Submitted submitted) {
            return submitted(slot, submitted, now);
        } else if (event instanceof SlotEvent.NotSubmitted refused) {
            return notSubmitted(slot, refused, now);
        } else if (event instanceof SlotEvent.Postponed) {
            return postponed(slot, event, now);
        } else if (event instanceof SlotEvent.Claimed claimed) {
            return claimed(slot, claimed, now);
        } else if (event instanceof SlotEvent.ClaimRefused refused) {
            return claimRefused(slot, refused, now);
        } else if (event instanceof SlotEvent.Ready) {
            return ready(slot, event, now);
        } else if (event instanceof SlotEvent.Go) {
            return go(slot, event, now);
        } else if (event instanceof SlotEvent.End end) {
            return end(slot, end, now);
        } else if (event instanceof SlotEvent.GivenBack given) {
            return end(
                    slot.first(Moment.GIVEN_BACK, now),
                    new SlotEvent.End(Notice.LEASE_ENDED, Reason.of(ReasonCode.QUEUE_PATIENCE_OVER, given.words())),
                    now);
        } else if (event instanceof SlotEvent.HeldBack held) {
            return end(slot.first(Moment.DECLINED, now), new SlotEvent.End(Notice.LEASE_ENDED, held.why()), now);
        } else if (event instanceof SlotEvent.NewEnd end) {
            return newEnd(slot, end);
        } else if (event instanceof SlotEvent.Late late) {
            return late(slot, late, now);
        } else if (event instanceof SlotEvent.Reported reported) {
            return SlotReports.reported(slot, reported, now);
        } else if (event instanceof SlotEvent.Certified certified) {
            return SlotReports.certified(slot, certified, now);
        }
        return SlotSights.apply(slot, event, now, timing);
    }

    private static SlotStep submit(Slot slot, SlotEvent event, Instant now) {
        if (slot.state() != SlotState.PLANNED) {
            return SlotStep.impossible(slot, event);
        }
        return SlotStep.same(
                slot.to(SlotState.SUBMITTING).moments(slot.moments().latest(Moment.SUBMITTING, now)));
    }

    private static SlotStep submitted(Slot slot, SlotEvent.Submitted event, Instant now) {
        if (slot.state() == SlotState.PLANNED) {
            return SlotStep.impossible(slot, event);
        }
        Slot taken = slot.first(Moment.ACCEPTED, now);
        Slot accepted = event.avoiding() ? taken.first(Moment.AVOIDING, now) : taken;
        if (event.job().isPresent()) {
            Optional<SlotStep> wrong = otherJob(slot, accepted, event.job().get());
            if (wrong.isPresent()) {
                return wrong.get();
            }
            accepted = accepted.job(event.job().get());
        }
        if (slot.state() != SlotState.SUBMITTING) {
            return SlotStep.same(accepted);
        }
        String words = event.job().map(job -> "job " + job).orElse("job found by its name");
        return SlotStep.same(accepted.to(SlotState.QUEUED)).entry(EventType.QUEUED, words);
    }

    /** A job that claimed before the submit's answer was here may have named a wrong id: the LRM's word is taken. */
    private static Optional<SlotStep> otherJob(Slot slot, Slot accepted, String job) {
        if (slot.job().isEmpty() || slot.job().get().equals(job)) {
            return Optional.empty();
        }
        String words = "the LRM calls the job " + job + ", the claim called it "
                + slot.job().get();
        return Optional.of(SlotStep.same(accepted.job(job)).entry(EventType.JOB_DIFFERS, words));
    }

    private static SlotStep notSubmitted(Slot slot, SlotEvent.NotSubmitted event, Instant now) {
        return switch (slot.state()) {
            case SUBMITTING -> ended(slot.because(event.why()), now, event.why().words());
            case ENDING ->
                slot.claimed() || slot.job().isPresent()
                        ? SlotStep.same(slot)
                        : ended(slot.cancel(Cancel.NONE), now, event.why().words());
            case PLANNED, QUEUED -> SlotStep.impossible(slot, event);
            // Its claim has proved that the job is there.
            case CLAIMED, READY, LIVE, ENDED, LOST -> SlotStep.same(slot);
        };
    }

    private static SlotStep postponed(Slot slot, SlotEvent event, Instant now) {
        return switch (slot.state()) {
            case SUBMITTING -> SlotStep.same(slot.to(SlotState.PLANNED));
            case ENDING ->
                slot.claimed() || slot.job().isPresent()
                        ? SlotStep.same(slot)
                        : ended(slot.cancel(Cancel.NONE), now, "was never submitted");
            case PLANNED, QUEUED -> SlotStep.impossible(slot, event);
            case CLAIMED, READY, LIVE, ENDED, LOST -> SlotStep.same(slot);
        };
    }

    private static SlotStep claimed(Slot slot, SlotEvent.Claimed event, Instant now) {
        Holder holder = event.holder();
        if (slot.heldBy(holder.nonce())) {
            return SlotStep.same(slot);
        }
        if (slot.state() != SlotState.SUBMITTING && slot.state() != SlotState.QUEUED) {
            return SlotStep.impossible(slot, event);
        }
        // An earlier claim of its job may have met a closed node: this one has not.
        Slot held = slot.to(SlotState.CLAIMED)
                .holder(holder)
                .moments(slot.moments().without(Moment.DECLINED))
                .first(Moment.CLAIMED, now);
        Slot known = held.job().isPresent() ? held : held.job(holder.job());
        return SlotStep.same(known).entry(EventType.CLAIMED, "by " + holder.node() + ", job " + holder.job());
    }

    /** Kept as the reason of a slot that nobody has: if its job ends like that, people see why. */
    private static SlotStep claimRefused(Slot slot, SlotEvent.ClaimRefused event, Instant now) {
        boolean waits = slot.state() == SlotState.SUBMITTING || slot.state() == SlotState.QUEUED;
        String words = "a claim was refused: " + event.words();
        Slot told = waits && event.closed() ? slot.first(Moment.DECLINED, now) : slot;
        return waits && !slot.reason().equals(words)
                ? SlotStep.same(told.because(Reason.of(ReasonCode.CLAIM_REFUSED, words)))
                        .entry(EventType.CLAIM_REFUSED, event.words())
                : SlotStep.same(told);
    }

    private static SlotStep ready(Slot slot, SlotEvent event, Instant now) {
        return switch (slot.state()) {
            case CLAIMED ->
                SlotStep.same(slot.to(SlotState.READY).first(Moment.READY, now)).entry(EventType.READY, "");
            case LIVE -> SlotStep.same(slot.first(Moment.READY, now));
            case READY, ENDING, ENDED, LOST -> SlotStep.same(slot);
            case PLANNED, SUBMITTING, QUEUED -> SlotStep.impossible(slot, event);
        };
    }

    private static SlotStep go(Slot slot, SlotEvent event, Instant now) {
        if (slot.state() != SlotState.CLAIMED && slot.state() != SlotState.READY) {
            return SlotStep.impossible(slot, event);
        }
        return SlotStep.same(slot.to(SlotState.LIVE).first(Moment.GO, now));
    }

    private static SlotStep end(Slot slot, SlotEvent.End event, Instant now) {
        Slot told = slot.state() == SlotState.ENDING || slot.state().closed()
                ? slot
                : slot.notice(event.notice()).because(event.why());
        // A kill-all does not wait for the agent to hear of it, nor for its budget.
        Slot hurried = event.notice() == Notice.KILL_ALL && told.cancel() == Cancel.NONE && !over(told)
                ? told.cancel(Cancel.WANTED)
                : told;
        return switch (slot.state()) {
            case PLANNED -> ended(told, now, event.why().words());
            case SUBMITTING, QUEUED -> ending(told.cancel(Cancel.WANTED), now);
            case CLAIMED, READY, LIVE -> ending(hurried, now);
            case ENDING ->
                hurried.equals(slot)
                        ? SlotStep.same(slot)
                        : SlotStep.same(hurried)
                                .entry(EventType.CANCEL, event.why().words());
            case ENDED, LOST -> SlotStep.same(slot);
        };
    }

    /** An order that is given later has the new end in it. */
    private static SlotStep newEnd(Slot slot, SlotEvent.NewEnd event) {
        return switch (slot.state()) {
            case CLAIMED, READY, LIVE ->
                SlotStep.same(slot.instruction(slot.instruction().next(event.duration())));
            case PLANNED, SUBMITTING, QUEUED, ENDING, ENDED, LOST -> SlotStep.same(slot);
        };
    }

    private static SlotStep late(Slot slot, SlotEvent.Late event, Instant now) {
        if (slot.state() != SlotState.CLAIMED) {
            return SlotStep.impossible(slot, event);
        }
        Slot blamed = NodeFaults.fell(slot, Optional.of(Notice.FAILED), now);
        return ending(
                blamed.notice(Notice.FAILED).because(Reason.of(ReasonCode.START_ALLOWANCE_OVER, event.words())), now);
    }

    private static boolean over(Slot slot) {
        return slot.moments().has(Moment.OVER);
    }

    /** The slot ends: what is left is its node's, or the LRM's, to do. */
    static SlotStep ending(Slot slot, Instant now) {
        String notice = slot.notice().map(Enum::name).orElse("");
        String words = slot.reason().isEmpty() ? notice : notice + ": " + slot.reason();
        return SlotStep.same(slot.to(SlotState.ENDING).first(Moment.ENDING, now))
                .entry(EventType.ENDING, words);
    }

    static SlotStep ended(Slot slot, Instant now, String words) {
        return SlotStep.same(slot.to(SlotState.ENDED).first(Moment.ENDED, now)).entry(EventType.ENDED, words);
    }
}
