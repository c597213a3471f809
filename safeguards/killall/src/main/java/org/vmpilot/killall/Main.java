package org.vmpilot.killall;

import java.time.InstantSource;
import org.vmpilot.host.Uptime;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main behind {@code vmpilot kill-all} and {@code vmpilot thaw}; scripts/vmpilot calls it with the first word. */
@Command(name = "vmpilot", synopsisSubcommandLabel = "(kill-all | thaw)")
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(Terminal.system(), arguments));
    }

    static int run(Terminal terminal, String... arguments) {
        Operation operation = new Operation(terminal, Uptime.system(), InstantSource.system());
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new KillAllCommand(operation))
                .addSubcommand(new ThawCommand(operation));
        line.setParameterExceptionHandler((e, words) -> {
            terminal.say(e.getCommandLine().getCommandName() + ": " + e.getMessage() + ". Nothing was done.");
            return ExitCode.USAGE;
        });
        return line.execute(arguments);
    }
}
