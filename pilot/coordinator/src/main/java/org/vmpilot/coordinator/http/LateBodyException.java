package org.vmpilot.coordinator.http;

import java.time.Duration;

/** A body did not come whole in its time. */
public final class LateBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    LateBodyException(Duration time) {
        super("the body did not come whole within " + time.toSeconds() + " s");
    }
}
