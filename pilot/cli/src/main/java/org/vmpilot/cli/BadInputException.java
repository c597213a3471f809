package org.vmpilot.cli;

/** What a person gave cannot be used; nothing was asked of the coordinator. */
final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
        super(message);
    }
}
