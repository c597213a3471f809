package org.vmpilot.killall;

/** The coordinator was not asked, or did not answer; the message says why, for people. */
final class CoordinatorException extends Exception {
    private static final long serialVersionUID = 1L;

    CoordinatorException(String message, Throwable cause) {
        super(message, cause);
    }

    CoordinatorException(String message) {
        super(message);
    }
}
