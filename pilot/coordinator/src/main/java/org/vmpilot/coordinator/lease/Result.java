package org.vmpilot.coordinator.lease;

import org.vmpilot.protocol.Notice;

/** What came of a lease that has ended. Whether its nodes are clean is the verdict's to say. Names are added, never changed. */
public enum Result {
    /** After GO its duration passed, or all of its guests ended by themselves; no slot was lost before that. */
    SUCCEEDED,
    /** The same, but slots were lost on the way, and the request had said to go on without them. */
    INCOMPLETE,
    /** It never got GO, or ended after it by what nobody had asked for: a guest that could not be started, a lost slot. */
    FAILED,
    /** Somebody ended it, before GO or after. */
    CANCELLED,
    /** An admin's kill-all ended it. */
    KILLED;

    /**
     * @param notice why it ends
     * @param lost whether slots were lost before that
     */
    static Result of(Notice notice, ReasonCode code, boolean lost) {
        if (notice == Notice.KILL_ALL) {
            return KILLED;
        } else if (code == ReasonCode.ENDED_BY_REQUEST) {
            return CANCELLED;
        } else if (code == ReasonCode.DURATION_OVER || code == ReasonCode.GUESTS_ENDED) {
            return lost ? INCOMPLETE : SUCCEEDED;
        }
        return FAILED;
    }
}
