package org.vmpilot.killall;

import java.time.Duration;

/** Deadlines of tests, longer on a slow machine. */
final class Patience {
    private Patience() {}

    static Duration seconds(int seconds) {
        return Duration.ofSeconds((long) seconds * Integer.getInteger("vmpilot.patience", 1));
    }
}
