package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.Verdict;

/** What can happen to a slot. */
public sealed interface SlotEvent {
    /** Its lease has a place: the LRM is asked. */
    record Submit() implements SlotEvent {}

    /**
     * The LRM has its job.
     *
     * @param job empty when only the array is known to be there
     * @param avoiding whether nodes were left out for it
     */
    record Submitted(Optional<String> job, boolean avoiding) implements SlotEvent {
        Submitted(Optional<String> job) {
            this(job, false);
        }
    }

    /** There surely is no job: refused, or looked for twice and not found. */
    record NotSubmitted(Reason why) implements SlotEvent {}

    /** There surely is no job, and the LRM may be asked again later. */
    record Postponed() implements SlotEvent {}

    /** A claim that {@link ClaimRule} let pass. */
    record Claimed(Holder holder) implements SlotEvent {}

    /**
     * A claim that {@link ClaimRule} refused, or that a pilot does not make.
     *
     * @param closed the whole node is closed to everybody
     */
    record ClaimRefused(String words, boolean closed) implements SlotEvent {
        public ClaimRefused(String words) {
            this(words, false);
        }
    }

    record Ready() implements SlotEvent {}

    record Go() implements SlotEvent {}

    record Reported(Report report) implements SlotEvent {}

    /** The lease wants the slot to end. */
    record End(Notice notice, Reason why) implements SlotEvent {}

    /** The lease's duration, counted from GO, is another: who has been told of it is told anew. */
    record NewEnd(Duration duration) implements SlotEvent {}

    /** It was not ready within the start allowance. */
    record Late(String words) implements SlotEvent {}

    /** Its attempt has waited in its queue for too long. */
    record GivenBack(String words) implements SlotEvent {}

    /** The site holds its lease: what is there of its attempt is given back. */
    record HeldBack(Reason why) implements SlotEvent {}

    /** The LRM's query for all shows its job. */
    record Seen(String job, Sight sight) implements SlotEvent {}

    /** A complete query for all does not have its job. */
    record Missing(Instant askedAt) implements SlotEvent {}

    /** The LRM took our cancel. */
    record CancelTaken() implements SlotEvent {}

    /**
     * What the LRM answered when its gang was to give up the node.
     *
     * @param refusal why the job keeps it; empty: it has given it up
     */
    record Released(Optional<String> refusal) implements SlotEvent {}

    /** A certificate of the node that holds the slot. */
    record Certified(Verdict verdict, Optional<Notice> notice, String detail, Map<Integer, GuestEnd> guests)
            implements SlotEvent {}

    /**
     * Time has passed.
     *
     * @param heardAt the agent's last word
     */
    record Tick(Optional<Instant> heardAt) implements SlotEvent {}
}
