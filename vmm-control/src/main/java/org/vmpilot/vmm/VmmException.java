package org.vmpilot.vmm;

/** The toolstack did not do what it was asked; {@link #kind} says what may be concluded from that. */
public final class VmmException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a caller may conclude. */
    public enum Kind {
        /** Busy; nothing was done. */
        TRY_LATER,
        /** It refuses: no rights. Nothing was done. */
        DENIED,
        /** The request itself is not one. Nothing was done. */
        INVALID,
        /** It cannot be asked: no hypervisor, no toolstack, no answer to a question. Nothing was done. */
        UNREACHABLE,
        /** The answer was lost or makes no sense: it may or may not have been done. */
        UNKNOWN
    }

    private final Kind kind;

    public VmmException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public VmmException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
