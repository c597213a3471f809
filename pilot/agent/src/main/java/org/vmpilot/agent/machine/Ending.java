package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.vmm.ShutdownOutcome;

/**
 * The notice is given; guests that can be asked were asked. A second cause changes nothing of the notice: it can only shorten
 * the grace.
 *
 * @param endByMs uptime at which the agent leaves whatever still lives to the reaper
 */
record Ending(SlotRun run, Notice notice, long endByMs, List<GuestRun> guests, Watch watch) implements SlotState {
    private static final int FAILED = 1;

    Ending {
        guests = List.copyOf(guests);
    }

    @Override
    public long wakeAt() {
        long wake = Math.min(endByMs, watch.wakeAt());
        for (GuestRun guest : guests) {
            if (guest.isAwaited()) {
                wake = Math.min(wake, guest.sinceMs());
            }
        }
        return wake;
    }

    /** Leaves as soon as nobody is left who was asked and still has time. */
    Step leaveIfDone(long now, List<Action> actions) {
        if (now < endByMs) {
            for (GuestRun guest : guests) {
                if (guest.isAwaited() && now < guest.sinceMs()) {
                    return new Step(this, actions);
                }
            }
        }
        actions.add(SlotRun.note(now, "LEAVING", ""));
        return new Step(new Left(notice == Notice.FAILED ? FAILED : 0), actions);
    }

    @Override
    public Step tick(long now) {
        List<Action> actions = new ArrayList<>();
        if (!watch.isDue(now)) {
            return leaveIfDone(now, actions);
        }
        actions.add(new Action.Look());
        return new Ending(run, notice, endByMs, guests, watch.begun(now)).leaveIfDone(now, actions);
    }

    @Override
    public Step looked(Event.Looked event, long now) {
        List<GuestRun> next = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (GuestRun guest : guests) {
            boolean gone = guest.stage() == GuestRun.Stage.ASKED && !event.lives(guest.uuid());
            next.add(gone ? gone(guest, "GONE", "polite", actions, now) : guest);
        }
        return new Ending(run, notice, endByMs, next, Watch.ending(now)).leaveIfDone(now, actions);
    }

    private static GuestRun gone(GuestRun guest, String event, String how, List<Action> actions, long now) {
        actions.add(SlotRun.note(now, event, "index=" + guest.index() + " how=" + how));
        actions.add(new Action.Tell(Report.Event.GUEST_ENDED, OptionalInt.of(guest.index()), how));
        return guest.at(event.equals("GONE") ? GuestRun.Stage.GONE : GuestRun.Stage.ENDED, now);
    }

    @Override
    public Step lookFailed(Event.LookFailed event, long now) {
        Step said = SlotState.super.lookFailed(event, now);
        return new Ending(run, notice, endByMs, guests, Watch.ending(now))
                .leaveIfDone(now, new ArrayList<>(said.actions()));
    }

    /** A create that was under way when the notice came: the guest is asked like the others. */
    @Override
    public Step created(Event.Created event, long now) {
        List<GuestRun> next = new ArrayList<>(guests);
        List<Action> actions = new ArrayList<>();
        GuestRun guest = guests.get(event.index());
        if (guest.stage() == GuestRun.Stage.CREATING) {
            next.set(event.index(), run.ask(guest.at(GuestRun.Stage.UP, now), endByMs, now, actions));
        }
        return new Ending(run, notice, endByMs, next, watch).leaveIfDone(now, actions);
    }

    @Override
    public Step createFailed(Event.CreateFailed event, long now) {
        return stay(SlotRun.note(now, "CREATE_FAILED", "index=" + event.index() + " exit=" + event.exitCode()));
    }

    @Override
    public Step asked(Event.Asked event, long now) {
        GuestRun guest = guests.get(event.index());
        if (guest.stage() != GuestRun.Stage.ASKING) {
            return stay();
        }
        List<Action> actions = new ArrayList<>();
        List<GuestRun> next = new ArrayList<>(guests);
        boolean there = event.outcome() != ShutdownOutcome.NOT_THERE;
        next.set(event.index(), there ? guest.asked() : gone(guest, "ENDED", "by_itself", actions, now));
        return new Ending(run, notice, endByMs, next, watch).leaveIfDone(now, actions);
    }

    @Override
    public Step signalled(Event.Signalled event, long now) {
        if (run.notice(event, now).isEmpty()) {
            return stay();
        }
        return shorten(run.grace(), "the LRM sent " + event.signal(), now);
    }

    @Override
    public Step jobOver(long now) {
        return shorten(Duration.ZERO, "the job is over", now);
    }

    @Override
    public Step end(Event.End event, long now) {
        return stay(new Action.Say("ending already; the coordinator said " + event.notice() + " " + event.words()));
    }

    @Override
    public Step stopping(long now) {
        return shorten(Holding.STOPPING_GRACE, "a TERM came to the agent itself", now);
    }

    @Override
    public Step broken(Event.Broken event, long now) {
        return stay(new Action.Say("while ending: " + event.words()));
    }

    private Step shorten(Duration grace, String why, long now) {
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.Say("ending already (" + notice + "); " + why));
        long sooner = Math.min(endByMs, now + grace.toMillis());
        return new Ending(run, notice, sooner, guests, watch).leaveIfDone(now, actions);
    }
}
