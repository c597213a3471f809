package org.vmpilot.coordinator.lease;

/** What a slot's times are the times of, by the coordinator's clock. */
public enum Moment {
    SUBMITTING,
    /** The LRM's answer to the submit was here. */
    ACCEPTED,
    /** vmpilot-node began on the node, as its reports let us reckon. */
    BEGAN,
    CLAIMED,
    READY,
    GO,
    /** The report that the agent begins to start guests. */
    STARTING,
    /** All guests were reported up. */
    UP,
    ENDING,
    /** The LRM took our cancel. */
    CANCELLED,
    /** When the first query began in which the LRM did not have the job. */
    MISSING,
    /** The LRM's job was seen to be over. */
    OVER,
    ENDED,
    /** It fell before READY by its node's own fault: nobody had told it to end. */
    NODE_FAILED,
    /** Its node's policy refused its order. */
    NODE_REFUSED,
    /** The LRM took its job with nodes left out. */
    AVOIDING,
    /** Its attempt was given back because it had waited in its queue for too long. */
    GIVEN_BACK,
    /** The site itself lets nothing start: its node is closed, or there is a hold or a window. */
    DECLINED,
    /** The LRM has taken its node out of the gang. */
    RELEASED,
    /** The LRM keeps its node in the gang until the others are over. */
    KEPT
}
