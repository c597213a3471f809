package org.vmpilot.coordinator.access;

/** No token was made, or revoked. */
public final class TokenRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** There is none of this name or id. */
        NO_SUCH_TOKEN,
        /** The name is somebody else's, or has as many valid tokens as it may. */
        CONFLICT,
        /** There is no such project. */
        NO_SUCH_PROJECT
    }

    private final Kind kind;

    TokenRefused(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
