package org.vmpilot.coordinator.service;

/** What was asked could not be written down, so nothing was done; reads go on, and it may be asked again. */
public final class NotStoredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotStoredException(String message, Throwable cause) {
        super(message, cause);
    }
}
