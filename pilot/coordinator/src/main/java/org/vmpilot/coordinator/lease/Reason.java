package org.vmpilot.coordinator.lease;

import java.util.Optional;

/**
 * Why a lease or a slot is as it is.
 *
 * @param code for programs; empty: nothing is said, or a coordinator that knew no codes has written it
 * @param words one sentence for people, may be empty
 */
public record Reason(Optional<ReasonCode> code, String words) {
    public static final Reason NONE = new Reason(Optional.empty(), "");

    static Reason of(ReasonCode code, String words) {
        return new Reason(Optional.of(code), words);
    }

    /** The same with that code, if it has none. */
    Reason orCode(ReasonCode other) {
        return code.isPresent() ? this : of(other, words);
    }

    /** The same kind of reason in other words. */
    Reason words(String other) {
        return new Reason(code, other);
    }
}
