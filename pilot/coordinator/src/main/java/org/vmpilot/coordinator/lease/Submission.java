package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the submit of the lease's attempt is: the durable intent. All slots of an attempt are one submit.
 *
 * @param lostAt when its answer was lost
 */
public record Submission(Step step, Optional<Instant> lostAt) {
    static final Submission NONE = new Submission(Step.NONE, Optional.empty());
    static final Submission ASKED = new Submission(Step.ASKED, Optional.empty());

    /** Where the submit is. */
    public enum Step {
        /** Nothing is asked, or the answer is here. */
        NONE,
        /** The LRM is being asked; found so at a start, the answer is lost. */
        ASKED,
        /** The answer is lost: the LRM is searched for the name. */
        LOST,
        /** Searched once, in vain; searched again when the settle time has passed. */
        LOOKED_ONCE
    }

    static Submission lost(Instant now) {
        return new Submission(Step.LOST, Optional.of(now));
    }

    Submission lookedOnce() {
        return new Submission(Step.LOOKED_ONCE, lostAt);
    }

    boolean searching() {
        return step == Step.LOST || step == Step.LOOKED_ONCE;
    }
}
