package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.protocol.Report;

/** The record is being written, then dom0 makes room. From here on every end goes through the reaper. */
record Preparing(SlotRun run, long claimedMs) implements Holding {
    @Override
    public List<GuestRun> guests() {
        return List.of();
    }

    @Override
    public long wakeAt() {
        long allowance = run.setting().deadlines().startAllowance(run.order().startAllowance());
        return Math.min(allowance, run.walltime().atMs());
    }

    @Override
    public Step tick(long now) {
        if (now < wakeAt()) {
            return stay();
        }
        return run.broken("it was not ready within the start allowance", guests(), now);
    }

    @Override
    public Step recorded(long now) {
        List<Action> actions = new ArrayList<>();
        actions.add(SlotRun.note(claimedMs, "CLAIMED", ""));
        actions.add(SlotRun.note(now, "RECORDED", ""));
        actions.add(new Action.Tell(Report.Event.RECORDED, OptionalInt.empty(), ""));
        actions.add(new Action.MakeRoom());
        run.order().guests().forEach(guest -> actions.add(new Action.Prepare(guest)));
        return new Step(this, actions);
    }

    @Override
    public Step roomMade(Event.RoomMade event, long now) {
        Ready ready = new Ready(run, now);
        List<Action> actions = List.of(
                SlotRun.note(now, "ROOM", "target=" + run.slotRecord().memoryMib()),
                SlotRun.note(now, "READY", ""),
                new Action.Tell(Report.Event.ROOM, OptionalInt.empty(), event.words()));
        if (!run.order().go()) {
            return new Step(ready, Actions.then(actions, new Action.Converse()));
        }
        Step live = ready.go(now);
        // A lease of one slot has its GO with the order. The coordinator is told after the creates are under way.
        return new Step(live.state(), Actions.then(Actions.both(actions, live.actions()), new Action.Converse()));
    }
}
