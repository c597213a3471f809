package org.vmpilot.lrm;

/** The LRM did not do what it was asked; {@link #kind} says what may be concluded from that. */
public final class LrmException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a caller may conclude. */
    public enum Kind {
        /** Busy or restarting; nothing was done. */
        TRY_LATER,
        /** It understood and refuses: queue unknown, no rights, a limit. Nothing was done. */
        DENIED,
        /** The request itself is not one. Nothing was done. */
        INVALID,
        /** It cannot be asked. Nothing was done. */
        UNREACHABLE,
        /** The answer was lost: it may or may not have been done. */
        UNKNOWN
    }

    private final Kind kind;

    public LrmException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LrmException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
