package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Optional;

/** A lease was not changed. */
public final class ChangeRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Kind {
        /** Somebody else has changed it since the caller looked. */
        CHANGED_MEANWHILE,
        /** It ends, or has ended: there is no end to move. */
        LEASE_OVER,
        /** An agent of an earlier version has it, which takes no new end. */
        AGENT_TOO_OLD,
        /** The end cannot be there. */
        END_REFUSED
    }

    private final Kind kind;
    private final String field;
    private final int version;
    private final transient Optional<Instant> endsAt;

    /** @param field which is to blame; empty: none */
    ChangeRefused(Kind kind, String field, String words, int version, Optional<Instant> endsAt) {
        super(words);
        this.kind = kind;
        this.field = field;
        this.version = version;
        this.endsAt = endsAt;
    }

    public Kind kind() {
        return kind;
    }

    public String field() {
        return field;
    }

    /** The lease's as it is. */
    public int version() {
        return version;
    }

    /** The lease's as it is; empty before GO. */
    public Optional<Instant> endsAt() {
        return endsAt;
    }
}
