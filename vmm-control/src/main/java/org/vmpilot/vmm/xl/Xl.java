package org.vmpilot.vmm.xl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.vmm.VmmException;
import org.vmpilot.vmm.VmmException.Kind;

/** Runs {@code xl} and says what its failures mean. */
final class Xl {
    private static final int USAGE = 2;
    private static final int WORDS = 400;

    private final CommandRunner runner;
    private final XlSettings settings;

    Xl(CommandRunner runner, XlSettings settings) {
        this.runner = runner;
        this.settings = settings;
    }

    /**
     * Runs {@code xl} with these arguments.
     *
     * @throws VmmException UNREACHABLE if it could not be started or hung: xenstored dead makes every call hang without a word
     */
    CommandResult.Exited call(Duration deadline, String... arguments) throws VmmException, InterruptedException {
        List<String> command = new ArrayList<>(settings.xl());
        command.addAll(List.of(arguments));
        return run(deadline, command, Kind.UNREACHABLE);
    }

    /** Runs a whole command; {@code late} is the kind of a deadline that passed. */
    CommandResult.Exited run(Duration deadline, List<String> command, Kind late)
            throws VmmException, InterruptedException {
        return answer(Command.of(deadline, settings.environment(), command), late);
    }

    /** Starts a whole command now; it is told {@code go} when that opens. */
    CommandResult.Exited runAt(CountDownLatch go, Duration deadline, List<String> command)
            throws VmmException, InterruptedException {
        Command held = new Command(
                command, settings.environment(), Optional.empty(), deadline, "go\n", go, Command.DEFAULT_OUTPUT_LIMIT);
        return answer(held, Kind.UNKNOWN);
    }

    private CommandResult.Exited answer(Command command, Kind late) throws VmmException, InterruptedException {
        CommandResult result = runner.run(command);
        if (result instanceof CommandResult.Exited exited) {
            return exited;
        }
        if (result instanceof CommandResult.NotStarted notStarted) {
            throw new VmmException(Kind.UNREACHABLE, words(command) + " could not be started: " + notStarted.why());
        }
        throw new VmmException(
                late,
                words(command) + " did not answer within " + command.deadline().toMillis() + " ms");
    }

    /** What a call's failure means that is not a normal answer. */
    static VmmException failure(String call, CommandResult.Exited exited) {
        String said = exited.errors();
        String message = call + " failed with exit code " + exited.exitCode() + ": " + shortened(said);
        if (said.contains("Permission denied") && said.contains("privileged command interface")) {
            return new VmmException(Kind.DENIED, message);
        }
        if (said.contains("privileged command interface") || said.contains("hypervisor information in sysfs")) {
            return new VmmException(Kind.UNREACHABLE, message);
        }
        return new VmmException(exited.exitCode() == USAGE ? Kind.INVALID : Kind.UNKNOWN, message);
    }

    /** The end of what it said, on one line: xl names the cause early and the consequence last, both fit. */
    static String shortened(String said) {
        String line = said.strip().replace('\n', '|');
        return line.length() <= WORDS
                ? line
                : line.substring(0, WORDS / 2) + " … " + line.substring(line.length() - WORDS / 2);
    }

    private static String words(Command command) {
        return String.join(" ", command.arguments());
    }
}
