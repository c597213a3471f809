package org.vmpilot.host;

import java.time.Duration;

/** A wait; passed in, so that tests need not. */
@FunctionalInterface
public interface Pause {
    void of(Duration time) throws InterruptedException;

    static Pause system() {
        return time -> Thread.sleep(time.toMillis());
    }
}
