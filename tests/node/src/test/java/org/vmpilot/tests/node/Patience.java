package org.vmpilot.tests.node;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait before they give up: more on a slow machine. No test passes faster or slower by it. */
public final class Patience {
    private static final double FACTOR = Double.parseDouble(System.getProperty("vmpilot.patience", "1"));

    private Patience() {}

    public static Duration of(long seconds) {
        return Duration.ofMillis((long) (seconds * 1000 * FACTOR));
    }

    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(20)).pollInterval(Duration.ofMillis(20));
    }
}
