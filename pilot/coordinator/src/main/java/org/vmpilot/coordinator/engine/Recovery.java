package org.vmpilot.coordinator.engine;

import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.Submission;

/** Takes up what the store says: the first thing that the engine does. */
final class Recovery {
    private static final Logger LOG = LogManager.getLogger(Recovery.class);

    private final Engine engine;

    Recovery(Engine engine) {
        this.engine = engine;
    }

    void run(Effects effects) {
        List<Lease> open = engine.ports().store().openLeases();
        LOG.info("{} open leases in the store", open.size());
        open.forEach(engine.decisions()::enter);
        engine.upkeep().recover(open);
        for (Lease lease : open) {
            if (lease.submission().step() == Submission.Step.ASKED) {
                LeaseEvent lost = new LeaseEvent.AnswerLost("the coordinator was stopped while it submitted");
                engine.intake().take(lease.token(), lost, () -> {});
            } else {
                effects.run(lease);
            }
        }
        engine.decisions()
                .frost()
                .freeze()
                .ifPresent(mark -> engine.intake().takeForAll(new LeaseEvent.KillAll(mark.words())));
    }
}
