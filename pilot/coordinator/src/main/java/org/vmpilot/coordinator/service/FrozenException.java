package org.vmpilot.coordinator.service;

/** No lease was made: an admin's kill-all has frozen the coordinator. */
public final class FrozenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FrozenException(String message) {
        super(message);
    }
}
