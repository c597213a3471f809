package org.vmpilot.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/**
 * What the command has around it.
 *
 * @param terminal whether a person watches: output may be coloured and redrawn
 * @param rows of the terminal; {@code columns} likewise
 */
record Session(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        boolean terminal,
        int rows,
        int columns,
        InstantSource clock) {
    private static final int STANDARD_ROWS = 24;
    private static final int STANDARD_COLUMNS = 80;

    static Session ofProcess() {
        Map<String, String> environment = System.getenv();
        // The start script looks (test -t): System.console() is there on any JDK from 22 on, terminal or not.
        boolean terminal = Boolean.getBoolean("vmpilot.terminal") && !"dumb".equals(environment.get("TERM"));
        return new Session(
                System.in,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                environment,
                terminal,
                Integer.getInteger("vmpilot.rows", STANDARD_ROWS),
                Integer.getInteger("vmpilot.columns", STANDARD_COLUMNS),
                InstantSource.system());
    }

    /** Columns that output may have: of a terminal its own, elsewhere any number, so that a row is a line. */
    int width() {
        return terminal ? columns : Integer.MAX_VALUE;
    }

    Colours colours() {
        return new Colours(terminal && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    Times times() {
        return new Times(clock);
    }
}
