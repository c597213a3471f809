package org.vmpilot.coordinator.store;

/** The store did not do what it was asked; of a change, nothing was written. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** The folder or its mode is not as it must be. */
        NOT_PRIVATE,
        /** Another coordinator has it. */
        IN_USE,
        /** No space is left. */
        FULL,
        /** It was written by a later vmpilot, or is no store. */
        NOT_OURS,
        /** It cannot be read or written. */
        BROKEN
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
