package org.vmpilot.coordinator.config;

import java.io.PrintWriter;

/** Whether what a command had to say has been said. */
public final class Printed {
    /** As the rest of the vmpilot command has it (docs/commands.md): the answer was lost. */
    static final int LOST = 5;

    private Printed() {}

    /** The exit code: another one than that of the command itself where what it said could not be written. Who reads a pipe may leave. */
    public static int exitCode(int code, PrintWriter out, PrintWriter err) {
        if (!out.checkError() || code != 0 || Boolean.getBoolean("vmpilot.pipe")) {
            return code;
        }
        err.println("vmpilot: the answer could not be written whole (is the disk full?). What was asked for was done.");
        return LOST;
    }
}
