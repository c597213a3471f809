package org.vmpilot.coordinator.lease;

/** What can stand in a lease's history, for programs. Names are added, never changed; docs/states.md says what each means. */
public enum EventType {
    // The lease, by its state.
    CREATED,
    WAITING,
    ASSEMBLING,
    RETURNING,
    ACTIVE,
    // Lease and slot.
    ENDING,
    ENDED,
    CHANGED,
    /** What can be changed of it was changed. */
    SET,
    LEASE_NOTICE,
    IMPOSSIBLE,
    // The slot, by its state.
    PLANNED,
    SUBMITTING,
    QUEUED,
    CLAIMED,
    READY,
    LIVE,
    LOST,
    // The LRM and its jobs.
    SUBMIT_UNKNOWN,
    JOB_DIFFERS,
    AVOIDING,
    LRM,
    JOB_OVER,
    CANCEL,
    CANCELLED,
    NODE_RELEASED,
    NODE_KEPT,
    // The node's own words.
    CLAIM_REFUSED,
    RECORDED,
    ROOM,
    STARTING,
    GUEST_UP,
    GUEST_FAILED,
    GUEST_ENDED,
    POLICY,
    END_MOVED,
    UNKNOWN_WORD,
    CERTIFICATE;

    /** Of the states' and reports' names, which are all events as well. */
    static EventType of(Enum<?> word) {
        return valueOf(word.name());
    }
}
