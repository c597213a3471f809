package org.vmpilot.killall;

import java.io.PrintStream;
import java.util.Locale;
import org.vmpilot.killall.fanout.FanOut;

/** How far a fan-out is, on stderr: one line that is written over on a terminal, else a line from time to time. */
final class Progress {
    private static final long TERMINAL_MS = 200;
    private static final long FILE_MS = 10_000;

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final int total;
    private long shown;

    Progress(PrintStream out, boolean terminal, String what, int total, long now) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = total;
        shown = now;
    }

    /** Milliseconds after which {@link #show} wants to be called. */
    long interval() {
        return terminal ? TERMINAL_MS : FILE_MS;
    }

    void show(FanOut fanOut, int bad, long now) {
        if (now - shown < interval()) {
            return;
        }
        shown = now;
        String line = String.format(
                Locale.ROOT,
                "%s: %d of %d nodes, %d under way%s%s",
                what,
                fanOut.done(),
                total,
                fanOut.underWay(),
                fanOut.markedNodes() > 0 ? ", " + fanOut.markedNodes() + " frozen" : "",
                bad > 0 ? ", " + bad + " not well" : "");
        out.print(terminal ? "\r\033[K" + line : line + "\n");
        out.flush();
    }

    void clear() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
