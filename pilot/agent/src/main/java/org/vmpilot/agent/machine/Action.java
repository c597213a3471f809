package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.OptionalInt;
import org.vmpilot.guard.Journal;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;

/** What the slot's machine wants done. The effects of the composition root do it; what comes of it comes back as an {@link Event}. */
public sealed interface Action {
    /** Claim the slot, until the coordinator answers for good: Granted or ClaimRefused. */
    record Claim(String job) implements Action {}

    /** Hold the order against the node's policy: OrderAccepted or OrderRefused. */
    record Judge(Order order) implements Action {}

    /** Write the slot record, durably, then arm the guard: Recorded or Broken. */
    record WriteRecord(SlotRecord slotRecord) implements Action {}

    /** Write the slot record again, now with its deadline; in place, before anything later. */
    record WriteDeadline(SlotRecord slotRecord) implements Action {}

    /**
     * Write the new deadline: the journal first, then the record, durably; only then tell the coordinator that its instruction is done. What cannot be
     * written is not told.
     */
    record MoveEnd(SlotRecord slotRecord, Journal.Entry entry, int instruction) implements Action {}

    /** Let dom0 make room: RoomMade or Broken. */
    record MakeRoom() implements Action {}

    /** Tell the coordinator READY and listen to it from now on: Go, End. */
    record Converse() implements Action {}

    /** Have all at hand that the guest's create needs. */
    record Prepare(GuestOrder guest) implements Action {}

    /** Create the guest that was prepared: Created or CreateFailed. */
    record Create(GuestOrder guest) implements Action {}

    /** Look at all domains: Looked or LookFailed. */
    record Look() implements Action {}

    /** Let Xen tell of domains that end, for as long as the agent lives: Events, DomainEnded. */
    record AwaitEvents() implements Action {}

    /** Ask the guest to shut down: Asked. */
    record AskShutdown(int index, String uuid, Duration patience) implements Action {}

    /** Write the notice file; a notice that is there stays. */
    record GiveNotice(Notice notice, String words) implements Action {}

    /** Append to the journal. */
    record Note(Journal.Entry entry) implements Action {}

    /** Tell the coordinator, when it can be told. */
    record Tell(Report.Event event, OptionalInt guest, String words) implements Action {}

    /** A line in the log. */
    record Say(String words) implements Action {}
}
