package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.util.Optional;

/** Nothing was done: a limit is reached that passes, by what is there ending, or by time. */
public final class LimitReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> wait;

    public LimitReachedException(String message) {
        this(message, Optional.empty());
    }

    public LimitReachedException(String message, Optional<Duration> wait) {
        super(message);
        this.wait = wait;
    }

    /** After which it makes sense to ask again; empty: that is not known. */
    public Optional<Duration> retryAfter() {
        return wait;
    }
}
