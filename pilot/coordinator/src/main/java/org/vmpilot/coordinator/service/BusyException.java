package org.vmpilot.coordinator.service;

/** Nothing was done: too much is being asked at this moment. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusyException(String message) {
        super(message);
    }
}
