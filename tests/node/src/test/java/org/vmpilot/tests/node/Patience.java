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

    /**
     * A bound of the product itself in a test, as node.conf has it: in whole seconds. Tests wait it out, so it grows only on a machine where an
     * ordinary call would not be back in time.
     */
    public static String bound(long seconds) {
        return Long.toString((long) (seconds * Math.max(1, FACTOR / 3)));
    }

    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(20)).pollInterval(Duration.ofMillis(20));
    }
}
