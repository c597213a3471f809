package org.vmpilot.killall;

/** Why nothing is done, with the exit code that says so. */
final class RefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    RefusalException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
