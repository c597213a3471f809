package org.vmpilot.coordinator.lease;

/** Where a lease is. */
public enum LeaseState {
    /** Nothing of its attempt is submitted: it waits for a place in its queue, for its next try, or for the LRM. */
    WAITING,
    /** Its slots are submitted and not all of them are ready. */
    ASSEMBLING,
    /** Its attempt failed; what was got is given back before the next one. */
    RETURNING,
    /** GO was given; its duration counts. */
    ACTIVE,
    /** Its slots are told to end. */
    ENDING,
    /** All its slots are over. */
    ENDED
}
