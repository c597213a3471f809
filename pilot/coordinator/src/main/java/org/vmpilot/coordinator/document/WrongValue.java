package org.vmpilot.coordinator.document;

/** A value is not what its key wants; the message says what would be right. */
public final class WrongValue extends Exception {
    private static final long serialVersionUID = 1L;

    public WrongValue(String words) {
        super(words);
    }
}
