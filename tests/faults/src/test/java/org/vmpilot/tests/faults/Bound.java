package org.vmpilot.tests.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.vmpilot.tests.node.Patience;

/** How long the slot may take to a moment, and the node to come home. */
final class Bound {
    private static final Duration BOUND = Patience.of(40);

    private Bound() {}

    /** What is objected to. */
    interface Look {
        List<String> objections();
    }

    /** @return what the last look objected to; empty if nothing within the bound */
    static List<String> awaitNoObjection(Look look) {
        List<List<String>> last = new ArrayList<>();
        awaitTrue(
                () -> {
                    last.clear();
                    last.add(look.objections());
                    return last.get(0).isEmpty();
                },
                40);
        return last.get(0);
    }

    static boolean awaitTrue(BooleanSupplier condition, long pauseMs) {
        long until = Beat.now() + BOUND.toMillis();
        while (!condition.getAsBoolean()) {
            if (Beat.now() > until) {
                return false;
            }
            Beat.pause(pauseMs);
        }
        return true;
    }
}
