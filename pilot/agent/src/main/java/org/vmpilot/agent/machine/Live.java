package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.guard.Journal;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.vmm.DomainState;

/**
 * GO was given: guests start and live.
 *
 * @param goMs uptime of GO
 */
record Live(SlotRun run, long goMs, Deadlines.Deadline deadline, List<GuestRun> guests, Watch watch)
        implements Holding {
    /**
     * How long a guest must be missing to have ended: between the two domains of a guest that reboots, no domain has its
     * UUID for a moment (recorded from Xen 4.17).
     */
    static final long SETTLE_MS = 2000;

    Live {
        guests = List.copyOf(guests);
    }

    @Override
    public long wakeAt() {
        return Math.min(deadline.atMs(), watch.wakeAt());
    }

    @Override
    public Step tick(long now) {
        if (now >= deadline.atMs()) {
            String words = deadline.notice() == Notice.LEASE_ENDED ? "its duration is over" : "the walltime is near";
            return run.end(deadline.notice(), words, run.polite(), guests, now);
        }
        if (watch.isDue(now)) {
            return Step.to(new Live(run, goMs, deadline, guests, watch.begun(now)), new Action.Look());
        }
        return stay();
    }

    /** The record first, then the word that it is done: a guard never ends the slot by an end that is none any more. */
    @Override
    public Step newEnd(Event.NewEnd event, long now) {
        Deadlines.Deadline moved = run.setting().deadlines().afterGo(run.order().lasting(event.duration()), goMs);
        SlotRun going = run.lasting(event.duration(), moved.atMs());
        String name = moved.notice() == Notice.LEASE_ENDED ? "deadline_ms=" : "walltime_ms=";
        Journal.Entry entry = new Journal.Entry(now, "END_MOVED", name + moved.atMs());
        return Step.to(
                new Live(going, goMs, moved, guests, watch),
                new Action.MoveEnd(going.slotRecord(), entry, event.number()));
    }

    @Override
    public Step created(Event.Created event, long now) {
        if (guests.get(event.index()).stage() != GuestRun.Stage.CREATING) {
            return stay();
        }
        List<GuestRun> next = new ArrayList<>(guests);
        next.set(event.index(), guests.get(event.index()).at(GuestRun.Stage.UP, now));
        String domid =
                event.domid().isPresent() ? Integer.toString(event.domid().getAsInt()) : "-";
        List<Action> actions = new ArrayList<>();
        actions.add(SlotRun.note(now, "UP", "index=" + event.index() + " domid=" + domid));
        actions.add(new Action.Tell(Report.Event.GUEST_UP, OptionalInt.of(event.index()), ""));
        Watch soon = watch.wanted(now + Watch.INTERVAL_MS);
        if (watch.events() == Watch.Events.UNSOUGHT) {
            // Not before: until a guest is up, every process is in its way.
            actions.add(new Action.AwaitEvents());
            soon = soon.with(Watch.Events.SOUGHT);
        }
        return new Step(new Live(run, goMs, deadline, next, soon), actions);
    }

    @Override
    public Step createFailed(Event.CreateFailed event, long now) {
        List<GuestRun> next = new ArrayList<>(guests);
        next.set(event.index(), guests.get(event.index()).at(GuestRun.Stage.FAILED, now));
        String words =
                "guest " + event.index() + " could not be created (exit " + event.exitCode() + "): " + event.words();
        Step end = run.broken(words, next, now);
        List<Action> actions = new ArrayList<>();
        actions.add(SlotRun.note(now, "CREATE_FAILED", "index=" + event.index() + " exit=" + event.exitCode()));
        actions.addAll(end.actions());
        actions.add(new Action.Tell(Report.Event.GUEST_FAILED, OptionalInt.of(event.index()), event.words()));
        return new Step(end.state(), actions);
    }

    @Override
    public Step looked(Event.Looked event, long now) {
        List<GuestRun> next = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        boolean allEnded = true;
        boolean unsettled = false;
        for (GuestRun guest : guests) {
            GuestRun seen = seen(guest, event, actions);
            next.add(seen);
            allEnded &= seen.stage() == GuestRun.Stage.ENDED;
            unsettled |= seen.stage() == GuestRun.Stage.MISSING;
        }
        if (allEnded) {
            Step end = run.end(Notice.GUESTS_ENDED, "the last guest has ended", run.polite(), next, now);
            return new Step(end.state(), Actions.both(actions, end.actions()));
        }
        return new Step(new Live(run, goMs, deadline, next, watch.looked(now, unsettled)), actions);
    }

    private static GuestRun seen(GuestRun guest, Event.Looked look, List<Action> actions) {
        if (!guest.isUp() || look.beganMs() < guest.sinceMs()) {
            return guest;
        }
        if (look.lives(guest.uuid())) {
            return guest.stage() == GuestRun.Stage.UP ? guest : guest.at(GuestRun.Stage.UP, look.beganMs());
        }
        GuestRun missing = look.states().get(guest.uuid()) == DomainState.CRASHED ? guest.withCrash() : guest;
        if (missing.stage() == GuestRun.Stage.UP) {
            return missing.at(GuestRun.Stage.MISSING, look.beganMs());
        }
        if (look.beganMs() - missing.sinceMs() < SETTLE_MS) {
            return missing;
        }
        actions.add(SlotRun.note(look.beganMs(), "ENDED", "index=" + guest.index() + " how=by_itself"));
        String how = missing.crashed() ? "crashed" : "";
        actions.add(new Action.Tell(Report.Event.GUEST_ENDED, OptionalInt.of(guest.index()), how));
        return missing.at(GuestRun.Stage.ENDED, look.beganMs());
    }

    @Override
    public Step lookFailed(Event.LookFailed event, long now) {
        Step said = Holding.super.lookFailed(event, now);
        return new Step(new Live(run, goMs, deadline, guests, watch.looked(now, true)), said.actions());
    }

    @Override
    public Step domainEnded(long now) {
        return Step.to(new Live(run, goMs, deadline, guests, watch.wanted(now)));
    }

    /** What happened in between nobody told. */
    @Override
    public Step events(Event.Events event, long now) {
        Watch.Events next = event.come() ? Watch.Events.COMING : Watch.Events.SOUGHT;
        return Step.to(new Live(run, goMs, deadline, guests, watch.with(next).wanted(now)));
    }
}
