package org.vmpilot.agent.loop;

import java.io.PrintStream;
import org.vmpilot.host.Uptime;

/** Lines for people on stderr, which vmpilot-node writes to the slot's log. Bounded: /var must not fill up with them. */
public final class AgentLog {
    private static final int LINES = 10_000;
    private static final int LENGTH = 1000;

    private final PrintStream out;
    private final Uptime uptime;
    private int lines;

    public AgentLog(PrintStream out, Uptime uptime) {
        this.out = out;
        this.uptime = uptime;
    }

    public synchronized void say(String words) {
        lines++;
        if (lines < LINES) {
            String cut = words.length() > LENGTH ? words.substring(0, LENGTH) + "…" : words;
            out.println(uptime.millis() + " " + cut.replace('\n', '|'));
        } else if (lines == LINES) {
            out.println("the log is full; nothing more is written");
        }
    }
}
