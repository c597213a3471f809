package org.vmpilot.agent;

import java.time.Duration;

/** The agent waits for the launcher to say which job this is. */
record Arriving(SlotSetting setting) implements SlotState {
    /** The order's own allowance is not known before the claim is answered. */
    static final Duration START_ALLOWANCE = Duration.ofMinutes(2);

    @Override
    public long wakeAt() {
        return setting.deadlines().startAllowance(START_ALLOWANCE);
    }

    @Override
    public Step tick(long now) {
        return now < wakeAt() ? stay() : Untouched.leave("the launcher did not say which job this is");
    }

    @Override
    public Step introduced(Event.Introduced event, long now) {
        return Step.to(new Claiming(setting, event.job(), event.lrm()), new Action.Claim(event.job()));
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
