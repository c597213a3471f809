package org.vmpilot.coordinator.lease;

/** Where a slot is. */
public enum SlotState {
    /** Made, not submitted: it waits for its turn or for the LRM. */
    PLANNED,
    /** The LRM is being asked to take its job, or was asked and the answer is lost. */
    SUBMITTING,
    /** The LRM has its job; no agent has claimed it. */
    QUEUED,
    /** An agent holds it and prepares its node. */
    CLAIMED,
    /** Its node is ready; it waits for GO. */
    READY,
    /** GO was given. */
    LIVE,
    /** It was told to end, or ends by itself; its certificate, or the end of a job that nobody claimed, is awaited. */
    ENDING,
    /** Over: certified, or never claimed and so never touched a node. */
    ENDED,
    /** The LRM's job is over and no certificate came. A late one still makes it ENDED. */
    LOST;

    /** Whether nothing more is awaited of it for its lease to be over. */
    public boolean closed() {
        return this == ENDED || this == LOST;
    }

    boolean before(SlotState other) {
        return compareTo(other) < 0;
    }
}
