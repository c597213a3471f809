package org.vmpilot.agent.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.protocol.Report;

/** Lets dom0 make room. Memory is the node's, not the slot's: vmpilot-memory counts all live slots, this one's record included. */
public final class Dom0Memory {
    private static final String FIXED = "fixed";

    private final boolean fixed;
    private final CommandRunner runner;
    private final Path program;
    private final Map<String, String> environment;
    private final Duration deadline;

    /** @param fixed dom0 is never resized, and vmpilot-memory need not be started to say so */
    public Dom0Memory(
            boolean fixed, CommandRunner runner, Path program, Map<String, String> environment, Duration deadline) {
        this.fixed = fixed;
        this.runner = runner;
        this.program = program;
        this.environment = environment;
        this.deadline = deadline;
    }

    public Event make() throws InterruptedException {
        if (fixed) {
            return new Event.RoomMade(FIXED);
        }
        CommandResult result = runner.run(Command.of(deadline, environment, List.of(program.toString())));
        if (result instanceof CommandResult.Exited exited) {
            String words = exited.output().strip();
            return switch (exited.exitCode()) {
                case 0 -> new Event.RoomMade(words);
                case 1 -> new Event.Broken(Report.NO_ROOM + ": " + words);
                default ->
                    new Event.Broken("dom0's memory cannot be set (exit " + exited.exitCode() + "): " + words + " "
                            + exited.errors().strip());
            };
        }
        if (result instanceof CommandResult.NotStarted notStarted) {
            return new Event.Broken(program + " could not be started: " + notStarted.why());
        }
        return new Event.Broken(program + " did not end within " + deadline.toSeconds() + " s");
    }
}
