package org.vmpilot.coordinator.service;

/** Nothing was done: a limit of the site is reached that passes, by what is there ending. */
public final class LimitReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitReachedException(String message) {
        super(message);
    }
}
