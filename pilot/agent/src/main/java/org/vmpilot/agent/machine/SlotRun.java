package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.guard.Journal;
import org.vmpilot.guard.LrmName;
import org.vmpilot.guard.LrmSignals;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Ending.Shutdown;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;

/** A slot that has an order: what it knows, and how it comes to its end from whatever state. */
record SlotRun(SlotSetting setting, LrmName lrm, Order order, SlotRecord slotRecord) {
    /** The same slot with another duration, and so with another deadline. */
    SlotRun lasting(Duration duration, long deadlineMs) {
        return new SlotRun(setting, lrm, order.lasting(duration), slotRecord.withDeadline(deadlineMs));
    }

    Deadlines.Deadline walltime() {
        return setting.deadlines().walltime(order);
    }

    /** Ends the slot: the notice first, then those who can be asked politely are asked. */
    Step end(Notice notice, String words, Duration grace, List<GuestRun> guests, long now) {
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.GiveNotice(notice, words));
        actions.add(note(now, "NOTICE", "name=" + notice));
        actions.add(new Action.Say("the slot ends: " + notice + " " + words));
        actions.add(new Action.Tell(Report.Event.ENDING, OptionalInt.empty(), notice + " " + words));
        long endBy = now + shorter(grace, polite()).toMillis();
        List<GuestRun> asked = new ArrayList<>();
        for (GuestRun guest : guests) {
            asked.add(ask(guest, endBy, now, actions));
        }
        return new Ending(this, notice, endBy, asked, Watch.ending(now)).leaveIfDone(now, actions);
    }

    /** Asks a guest that is up, if that is how it ends; the others the reaper removes. */
    GuestRun ask(GuestRun guest, long endBy, long now, List<Action> actions) {
        if (!guest.isUp() || !(guest.order().spec().ending() instanceof Shutdown shutdown)) {
            return guest;
        }
        long until = Math.min(endBy, now + shutdown.timeout().toMillis());
        if (until <= now) {
            return guest;
        }
        actions.add(note(now, "ASKED", "index=" + guest.index()));
        actions.add(new Action.AskShutdown(guest.index(), guest.uuid(), Duration.ofMillis(until - now)));
        return guest.asking(until);
    }

    /** A signal's notice with its grace; empty: the slot goes on. */
    Optional<Notice> notice(Event.Signalled event, long now) {
        return LrmSignals.notice(lrm, event.signal(), walltime().atMs() - now);
    }

    /** How long guests may take after the LRM's signal. */
    Duration grace() {
        return LrmSignals.grace(lrm, order);
    }

    /** How long guests may take where nobody but the lease limits it. */
    Duration polite() {
        return order.teardown().polite();
    }

    Step broken(String words, List<GuestRun> guests, long now) {
        return end(Notice.FAILED, words, polite(), guests, now);
    }

    static Action.Note note(long atMs, String event, String details) {
        return new Action.Note(new Journal.Entry(atMs, event, details));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
