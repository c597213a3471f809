package org.vmpilot.coordinator.config;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main of {@code vmpilot check} and {@code vmpilot key}: what an admin does beside a coordinator, running or not. */
@Command(
        name = "vmpilot",
        mixinStandardHelpOptions = true,
        description = "Checks a coordinator's configuration; makes keys.",
        synopsisSubcommandLabel = "COMMAND")
final class Admin {
    /** Usage, or bad input; the same as the rest of the vmpilot command has (docs/commands.md). */
    static final int BAD_INPUT = 2;

    private Admin() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Printed.exitCode(commandLine(out, err).execute(arguments), out, err));
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Admin())
                .addSubcommand(new CheckCommand(out, err))
                .addSubcommand(new KeyCommand(out, err))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
}
