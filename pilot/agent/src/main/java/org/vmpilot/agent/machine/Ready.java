package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;

/** Room is made; the slot waits for GO. */
record Ready(SlotRun run, long readyMs) implements Holding {
    @Override
    public List<GuestRun> guests() {
        return List.of();
    }

    @Override
    public long wakeAt() {
        return Math.min(assemblyEnd(), run.walltime().atMs());
    }

    private long assemblyEnd() {
        return readyMs + run.order().assemblyAllowance().toMillis();
    }

    @Override
    public Step tick(long now) {
        if (now >= run.walltime().atMs()) {
            return run.end(Notice.WALLTIME, "no GO before the walltime", run.polite(), guests(), now);
        }
        return now < assemblyEnd() ? stay() : run.broken("no GO within the assembly allowance", guests(), now);
    }

    @Override
    public Step go(long now) {
        Deadlines.Deadline deadline = run.setting().deadlines().afterGo(run.order(), now);
        SlotRun going = new SlotRun(
                run.setting(), run.lrm(), run.order(), run.slotRecord().withDeadline(deadline.atMs()));
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.WriteDeadline(going.slotRecord()));
        actions.add(
                SlotRun.note(now, "GO", "duration_ms=" + run.order().duration().toMillis()));
        List<GuestRun> guests = new ArrayList<>();
        for (GuestOrder guest : run.order().guests()) {
            guests.add(GuestRun.creating(guest, run.order().slot(), now));
            actions.add(SlotRun.note(now, "CREATE", "index=" + guest.index()));
            actions.add(new Action.Create(guest));
        }
        actions.add(new Action.Tell(Report.Event.STARTING, OptionalInt.empty(), ""));
        return new Step(new Live(going, now, deadline, guests, Watch.idle()), actions);
    }
}
