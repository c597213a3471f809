package org.vmpilot.agent.machine;

import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.protocol.Report;

/** The claim is on its way, again and again, until it is answered or the start allowance is over. */
record Claiming(SlotSetting setting, LrmJob job) implements Untouched {
    @Override
    public String late() {
        return "no coordinator answered within the start allowance";
    }

    @Override
    public Step granted(Event.Granted event, long now) {
        return Step.to(new Judging(setting, job, now), new Action.Judge(event.order()));
    }

    @Override
    public Step claimRefused(Event.ClaimRefused event, long now) {
        Step leave =
                leave((event.granted() ? "the order is not understood: " : "the claim was refused: ") + event.words());
        if (!event.granted()) {
            return leave;
        }
        Action tell = new Action.Tell(Report.Event.POLICY, OptionalInt.empty(), event.words());
        return new Step(leave.state(), Actions.both(leave.actions(), List.of(tell)));
    }
}
