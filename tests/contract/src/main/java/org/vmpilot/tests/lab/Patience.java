package org.vmpilot.tests.lab;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait before they give up: more on a slow machine. No test passes faster or slower by it. */
public final class Patience {
    private static final int FACTOR = Integer.getInteger("vmpilot.patience", 1);

    private Patience() {}

    public static Duration of(long seconds) {
        return Duration.ofSeconds(seconds * FACTOR);
    }

    /** Longer than elsewhere: real batch systems poll, and count in minutes. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(120)).pollInterval(Duration.ofMillis(100));
    }
}
