package org.vmpilot.coordinator.document;

/** A value is not what its key wants; the message says what would be right. */
public final class WrongValueException extends Exception {
    private static final long serialVersionUID = 1L;

    public WrongValueException(String words) {
        super(words);
    }
}
