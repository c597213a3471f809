package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.Notice;

/** States in which the slot holds the node and no notice was given: whatever ends them gives it. */
sealed interface Holding extends SlotState permits Preparing, Ready, Live {
    /** What the LRM leaves at a TERM that did not come through the launcher is not known. */
    Duration STOPPING_GRACE = Duration.ofSeconds(5);

    SlotRun run();

    List<GuestRun> guests();

    @Override
    default Step signalled(Event.Signalled event, long now) {
        Optional<Notice> notice = run().notice(event, now);
        if (notice.isEmpty()) {
            return stay();
        }
        return run().end(notice.get(), "the LRM sent " + event.signal(), run().grace(), guests(), now);
    }

    /** Nothing holds the node for us any more: no grace. */
    @Override
    default Step jobOver(long now) {
        return run().end(Notice.TERMINATED, "the job is over", Duration.ZERO, guests(), now);
    }

    @Override
    default Step stopping(long now) {
        return run().end(Notice.TERMINATED, "a TERM came to the agent itself", STOPPING_GRACE, guests(), now);
    }

    @Override
    default Step broken(Event.Broken event, long now) {
        return run().broken(event.words(), guests(), now);
    }

    @Override
    default Step end(Event.End event, long now) {
        return run().end(event.notice(), event.words(), run().polite(), guests(), now);
    }
}
