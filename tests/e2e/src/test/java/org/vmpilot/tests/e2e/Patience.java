package org.vmpilot.tests.e2e;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait before they give up: more on a slow machine. No test passes faster or slower by it. */
final class Patience {
    private static final int FACTOR = Integer.getInteger("vmpilot.patience", 1);

    private Patience() {}

    static Duration of(long seconds) {
        return Duration.ofSeconds(seconds * FACTOR);
    }

    /** A bound of the product itself, which tests wait out: it grows only on a machine where an ordinary step would not be over in
     * time, and not beyond what the queue of the lab gives a job to end. */
    static long bound(long seconds) {
        return seconds * Math.min(8, Math.max(3, FACTOR)) / 3;
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(90)).pollInterval(Duration.ofMillis(50));
    }
}
