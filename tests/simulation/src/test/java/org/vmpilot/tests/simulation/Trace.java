package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order: always as a number that any difference changes, and as text where somebody wants to read it. */
public final class Trace {
    private final boolean readable;
    private final List<String> lines = new ArrayList<>();
    private long sum = 17;

    Trace(boolean readable) {
        this.readable = readable;
    }

    void note(long at, String who, String what, Object detail) {
        sum = 31 * sum + at;
        sum = 31 * sum + who.hashCode();
        sum = 31 * sum + what.hashCode();
        if (readable) {
            lines.add(String.format("%9.3f %-16s %s %s", at / 1000.0, who, what, detail)
                    .strip());
        }
    }

    long sum() {
        return sum;
    }

    List<String> lines() {
        return lines;
    }
}
