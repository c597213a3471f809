package org.vmpilot.tests.simulation;

/** Variants of the product that are broken on purpose: a bed that lets one pass is no bed. */
enum Mutant {
    NONE,
    GUARD_NEVER_ACTS,
    /** It believes a destroy's exit code. */
    REAPER_DOES_NOT_LOOK_AGAIN,
    REAPER_LEAVES_MAKERS,
    /** xl does not answer: so nothing is there. */
    REAPER_TAKES_UNKNOWN_FOR_CLEAN,
    REAPER_FORGETS_MEMORY,
    /** The coordinator says GO to the first who is READY. */
    GO_BEFORE_ALL_ARE_READY,
    /** That a job is to be cancelled is not written down. */
    CANCEL_IS_NOT_DURABLE,
    /** The submit is asked for before it is written down. */
    SUBMIT_IS_NOT_DURABLE,
    /** Whoever claims a slot gets it. */
    EVERY_CLAIM_WINS,
    /** A look that failed is a look that saw nothing. */
    AGENT_TAKES_UNKNOWN_FOR_GONE,
    /** A letter is dropped when it was sent, not when it was confirmed. */
    OUTBOX_DOES_NOT_WAIT,
    /** A node that is not clean is not barred. */
    NODE_IS_NOT_BARRED,
    BOOT_FORGETS_OPEN_SLOTS,
    /** The next attempt may run where the last one fell. */
    BAD_NODES_ARE_NOT_LEFT_OUT,
    /** The LRM does not hear of a black hole. */
    BLACK_HOLE_IS_NOT_DRAINED,
    /** That only a person gives it back is not written down. */
    BLACK_HOLE_IS_DRAINED_AS_ANY_NODE,
    /** A lease that nobody can place keeps its queue's place. */
    PATIENCE_IS_ENDLESS,
    /** That an attempt was given back is not written down. */
    GIVING_BACK_IS_NOT_DURABLE,
    /** Two nodes that say the same are two matters. */
    REFUSALS_ARE_NOT_COMPARED,
    /** A job whose record cannot be read is gone. */
    UNREADABLE_IS_MISSING,
    /** A node that somebody else has drained is opened when it is clean. */
    FOREIGN_DRAIN_IS_OURS,
    /** Whether a node that was drained still is so is asked once. */
    DRAINS_ARE_NOT_LOOKED_AT_AGAIN,
    /** A turn whose commit fails is on the disk all the same. */
    TURN_THAT_FAILS_IS_WRITTEN,
    /** It believes whatever the wall clock shows. */
    CLOCK_IS_THE_WALLS,
    /** A gang is cancelled as soon as one of its slots wants that. */
    GANG_IS_CANCELLED_FOR_ONE,
    /** Each slot of a gang has the job cancelled. */
    GANG_IS_CANCELLED_BY_EACH,
    /** A gang whose first program stays when all are home is left to its walltime. */
    GANG_THAT_STAYS_IS_LEFT,
    /** A node list that cannot be read has none of its nodes. */
    NODES_THAT_CANNOT_BE_READ_ARE_GONE,
    /** A gang that was found by its name is its first slot's job. */
    FOUND_GANG_IS_THE_FIRST_SLOTS,
    /** A gang's job is that of the slot that claimed first: to the others it is the job of another. */
    GANG_IS_OF_THE_FIRST_WHO_CLAIMS
}
