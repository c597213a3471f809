package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/** What the LRM's word and the passing of time do to a slot. */
final class SlotSights {
    private SlotSights() {}

    static SlotStep apply(Slot slot, SlotEvent event, Instant now, Timing timing) {
        if (event instanceof SlotEvent.Seen seen) {
            return seen(slot, seen, now, timing);
        } else if (event instanceof SlotEvent.Missing missing) {
            return missing(slot, missing, now);
        } else if (event instanceof SlotEvent.CancelTaken) {
            return cancelTaken(slot, event, now);
        } else if (event instanceof SlotEvent.Released released) {
            return released(slot, released, now);
        } else if (event instanceof SlotEvent.Tick tick) {
            return tick(slot, tick, now, timing);
        }
        throw new IllegalStateException("a slot event without a rule: " + event);
    }

    private static SlotStep seen(Slot slot, SlotEvent.Seen event, Instant now, Timing timing) {
        if (slot.state() == SlotState.PLANNED || slot.state() == SlotState.SUBMITTING) {
            // The answer to the submit, or the search for it, says what is there.
            return SlotStep.same(slot);
        }
        boolean news = slot.sight().isEmpty() || !slot.sight().get().saysTheSameAs(event.sight());
        Slot looked = news ? slot.sight(event.sight()) : slot;
        Slot known = looked.job().isPresent() ? looked : looked.job(event.job());
        if (event.sight().state() == Job.State.ENDED) {
            return over(known, now, event.sight().reason().orElse("the LRM says that the job has ended"));
        }
        Slot present = known.moments().has(Moment.MISSING) || known.moments().has(Moment.OVER)
                ? known.moments(known.moments().without(Moment.MISSING).without(Moment.OVER))
                : known;
        SlotStep step =
                news ? SlotStep.same(present).entry(EventType.LRM, words(event.sight())) : SlotStep.same(present);
        return cancelAgain(step, now, timing);
    }

    private static String words(Sight sight) {
        return sight.state()
                + sight.node().map(node -> " on " + node).orElse("")
                + sight.reason().map(reason -> ": " + reason).orElse("");
    }

    /** A job that is still there long after its slot ended, or after the LRM took its cancel, is cancelled (again). */
    private static SlotStep cancelAgain(SlotStep step, Instant now, Timing timing) {
        Slot slot = step.slot();
        boolean forgotten = slot.state().closed()
                && slot.cancel() == Cancel.NONE
                && slot.moments().passed(Moment.ENDED, timing.teardown().total(), now);
        boolean ignored = slot.cancel() == Cancel.ASKED
                && slot.moments().passed(Moment.CANCELLED, timing.cancelAgainAfter(), now);
        if (!forgotten && !ignored) {
            return step;
        }
        return new SlotStep(slot.cancel(Cancel.WANTED), step.entries())
                .entry(EventType.CANCEL, "the slot is over and the LRM still shows its job");
    }

    private static SlotStep missing(Slot slot, SlotEvent.Missing event, Instant now) {
        Optional<Instant> since =
                slot.moments().of(Moment.ACCEPTED).or(() -> slot.moments().of(Moment.CLAIMED));
        boolean judged =
                slot.mayHaveJob() && since.isPresent() && event.askedAt().isAfter(since.get());
        if (!judged || slot.state() == SlotState.SUBMITTING) {
            return SlotStep.same(slot);
        }
        Optional<Instant> before = slot.moments().of(Moment.MISSING);
        if (before.isEmpty()) {
            // One answer may have met the LRM between two of its own states; two in a row have not.
            return SlotStep.same(slot.first(Moment.MISSING, event.askedAt()));
        }
        return event.askedAt().isAfter(before.get())
                ? over(slot, now, "the LRM does not have the job any more")
                : SlotStep.same(slot);
    }

    private static SlotStep over(Slot slot, Instant now, String words) {
        if (slot.moments().has(Moment.OVER)) {
            return SlotStep.same(slot);
        }
        Slot over = slot.first(Moment.OVER, now).cancel(Cancel.NONE);
        if (slot.claimed() || slot.state().closed()) {
            return SlotStep.same(withCause(over, words)).entry(EventType.JOB_OVER, words);
        }
        Slot blamed = NodeFaults.fellUnclaimed(over, words, now);
        SlotStep step = SlotStep.same(blamed).entry(EventType.JOB_OVER, words);
        String known = slot.reason().isEmpty() ? "" : "; " + slot.reason();
        Reason why = slot.state() == SlotState.ENDING
                ? slot.because()
                : Reason.of(unclaimed(slot, words), PilotExit.words(words) + known);
        SlotStep ended = SlotMachine.ended(blamed.because(why), now, why.words());
        return new SlotStep(ended.slot(), step.entries()).entry(EventType.ENDED, why.words());
    }

    private static ReasonCode unclaimed(Slot slot, String words) {
        if (PilotExit.known(words).isPresent()) {
            return ReasonCode.PILOT_COULD_NOT_START;
        }
        return slot.because().code().orElse(ReasonCode.JOB_ENDED_UNCLAIMED);
    }

    /** The node could not know why the LRM ended the job: the LRM's own words stand beside its notice, never over it. */
    private static Slot withCause(Slot slot, String words) {
        boolean open =
                slot.notice().filter(notice -> notice == Notice.TERMINATED).isPresent();
        if (!open || slot.reason().contains(words)) {
            return slot;
        }
        String before = slot.reason().isEmpty() ? "" : slot.reason() + "; ";
        return slot.because(slot.because().words(before + "the LRM: " + words).orCode(ReasonCode.JOB_TERMINATED));
    }

    private static SlotStep cancelTaken(Slot slot, SlotEvent event, Instant now) {
        if (slot.state() != SlotState.ENDING && !slot.state().closed()) {
            return SlotStep.impossible(slot, event);
        }
        Slot asked = slot.cancel(Cancel.ASKED).moments(slot.moments().latest(Moment.CANCELLED, now));
        SlotStep step = SlotStep.same(asked).entry(EventType.CANCELLED, "the LRM took the cancel");
        if (slot.claimed() || slot.state().closed()) {
            return step;
        }
        // Nobody claimed it and nobody can any more: no node was touched.
        SlotStep ended = SlotMachine.ended(asked, now, asked.reason());
        return new SlotStep(ended.slot(), step.entries()).entry(EventType.ENDED, asked.reason());
    }

    private static SlotStep released(Slot slot, SlotEvent.Released event, Instant now) {
        if (!slot.state().closed()) {
            return SlotStep.impossible(slot, event);
        }
        return event.refusal()
                .map(words -> SlotStep.same(slot.first(Moment.KEPT, now)).entry(EventType.NODE_KEPT, words))
                .orElseGet(() -> SlotStep.same(slot.first(Moment.RELEASED, now))
                        .entry(EventType.NODE_RELEASED, "the LRM's job goes on without its node"));
    }

    private static SlotStep tick(Slot slot, SlotEvent.Tick event, Instant now, Timing timing) {
        if (!slot.claimed() || slot.state().closed()) {
            return SlotStep.same(slot);
        }
        if (lostAt(slot, event.heardAt(), timing).filter(at -> !at.isAfter(now)).isPresent()) {
            return lost(slot, now);
        }
        if (cancelAt(slot, timing).filter(at -> !at.isAfter(now)).isPresent()) {
            return SlotStep.same(slot.cancel(Cancel.WANTED))
                    .entry(
                            EventType.CANCEL,
                            "no certificate within the teardown budget: the LRM is asked to end the job");
        }
        return SlotStep.same(slot);
    }

    private static SlotStep lost(Slot slot, Instant now) {
        String words = "the job is over and no certificate has come";
        Slot noticed = slot.notice().isPresent() ? slot : slot.notice(Notice.TERMINATED);
        Slot blamed = NodeFaults.fell(noticed, noticed.notice(), now);
        Slot lost = blamed.to(SlotState.LOST)
                .verdict(Verdict.UNKNOWN)
                .first(Moment.ENDING, now)
                .first(Moment.ENDED, now);
        Reason why = lost.reason().isEmpty() ? lost.because().words(words) : lost.because();
        return SlotStep.same(lost.because(why.orCode(ReasonCode.NO_CERTIFICATE)))
                .entry(EventType.LOST, words);
    }

    /** When the LRM's cancel is due: the agent had its whole teardown budget. */
    static Optional<Instant> cancelAt(Slot slot, Timing timing) {
        boolean waits = slot.state() == SlotState.ENDING
                && slot.claimed()
                && slot.cancel() == Cancel.NONE
                && !slot.moments().has(Moment.OVER);
        return waits
                ? slot.moments()
                        .of(Moment.ENDING)
                        .map(at -> at.plus(timing.teardown().total()))
                : Optional.empty();
    }

    /** When a slot whose job is over counts as lost: its agent was not heard of for long enough. */
    static Optional<Instant> lostAt(Slot slot, Optional<Instant> heardAt, Timing timing) {
        if (!slot.claimed() || slot.state().closed()) {
            return Optional.empty();
        }
        return slot.moments()
                .of(Moment.OVER)
                .map(over -> heardAt.filter(heard -> heard.isAfter(over)).orElse(over))
                .map(at -> at.plus(timing.heartbeatLost()));
    }
}
