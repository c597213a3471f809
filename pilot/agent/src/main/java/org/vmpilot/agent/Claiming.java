package org.vmpilot.agent;

import org.vmpilot.guard.LrmName;

/** The claim is on its way, again and again, until it is answered or the start allowance is over. */
record Claiming(SlotSetting setting, String job, LrmName lrm) implements SlotState {
    @Override
    public long wakeAt() {
        return setting.deadlines().startAllowance(Arriving.START_ALLOWANCE);
    }

    @Override
    public Step tick(long now) {
        return now < wakeAt() ? stay() : Untouched.leave("no coordinator answered within the start allowance");
    }

    @Override
    public Step granted(Event.Granted event, long now) {
        return Step.to(new Judging(setting, job, lrm, now), new Action.Judge(event.order()));
    }

    @Override
    public Step claimRefused(Event.ClaimRefused event, long now) {
        return Untouched.leave("the claim was refused: " + event.words());
    }

    @Override
    public Step signalled(Event.Signalled event, long now) {
        return Untouched.signalled(this, event);
    }

    @Override
    public Step jobOver(long now) {
        return Untouched.leave("the job is over");
    }

    @Override
    public Step stopping(long now) {
        return Untouched.leave("the agent was told to stop");
    }

    @Override
    public Step broken(Event.Broken event, long now) {
        return Untouched.leave(event.words());
    }
}
