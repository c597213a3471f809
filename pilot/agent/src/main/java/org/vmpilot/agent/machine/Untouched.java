package org.vmpilot.agent.machine;

import java.time.Duration;

/** States in which nothing on the node has been touched: every end of them is to leave, without a notice and without a certificate. */
sealed interface Untouched extends SlotState permits Arriving, Claiming, Judging {
    /** The order's own allowance is not known before the claim is answered. */
    Duration START_ALLOWANCE = Duration.ofMinutes(2);

    SlotSetting setting();

    /** Why it leaves when the start allowance is over. */
    String late();

    default Step leave(String why) {
        return Step.to(new Left(Left.NOTHING_STARTED), new Action.Say("leaving, nothing was started: " + why));
    }

    @Override
    default long wakeAt() {
        return setting().deadlines().startAllowance(START_ALLOWANCE);
    }

    @Override
    default Step tick(long now) {
        return now < wakeAt() ? stay() : leave(late());
    }

    /** CONT alone does not end a job. */
    @Override
    default Step signalled(Event.Signalled event, long now) {
        return event.signal().equals("CONT") ? stay() : leave("the LRM sent " + event.signal());
    }

    @Override
    default Step jobOver(long now) {
        return leave("the job is over");
    }

    @Override
    default Step stopping(long now) {
        return leave("the agent was told to stop");
    }

    @Override
    default Step broken(Event.Broken event, long now) {
        return leave(event.words());
    }
}
