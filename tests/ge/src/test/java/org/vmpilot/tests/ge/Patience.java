package org.vmpilot.tests.ge;

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

    /** Longer than elsewhere: after a restart of a daemon Grid Engine shows a job that has ended as running for 30 to 80 s. */
    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(120)).pollInterval(Duration.ofMillis(100));
    }
}
