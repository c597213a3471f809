package org.vmpilot.agent.machine;

import org.vmpilot.guard.LrmJob;

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
        return leave("the claim was refused: " + event.words());
    }
}
