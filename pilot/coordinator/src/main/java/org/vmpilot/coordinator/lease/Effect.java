package org.vmpilot.coordinator.lease;

import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** Something to ask of the LRM. Equal effects are one: what is under way is not begun again. */
public sealed interface Effect {
    LeaseToken lease();

    /** All slots of the attempt, once. */
    record Submit(LeaseToken lease, int attempt) implements Effect {}

    /** Look for the attempt's jobs by their name. */
    record Search(LeaseToken lease, int attempt, Submission.Step step) implements Effect {}

    /**
     * A gang that goes on is to give up the node of a slot that is over.
     *
     * @param node as the LRM spells it
     */
    record Release(SlotKey slot, String job, String node) implements Effect {
        @Override
        public LeaseToken lease() {
            return slot.lease();
        }
    }

    /** Once, whichever of its slots want it. */
    record CancelJob(LeaseToken lease, String job) implements Effect {}
}
