package org.vmpilot.tests.xen;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait before they give up: an emulated machine on a busy one is slow. No test passes faster or slower by it. */
final class Patience {
    private static final int FACTOR = Integer.getInteger("vmpilot.patience", 1);

    private Patience() {}

    static int factor() {
        return FACTOR;
    }

    static Duration of(long seconds) {
        return Duration.ofSeconds(seconds * FACTOR);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(of(180)).pollInterval(Duration.ofSeconds(1));
    }
}
