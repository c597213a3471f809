package org.vmpilot.cli;

/** What was given cannot be used; nothing was done. The message says what would be right. */
final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    BadInputException(String message) {
        this(message, ExitCode.BAD_INPUT);
    }

    BadInputException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
