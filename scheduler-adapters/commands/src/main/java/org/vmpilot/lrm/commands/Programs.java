package org.vmpilot.lrm.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/**
 * An LRM's programs: run as argument lists with a deadline and bounded output, in the C locale and in UTC, so that what they print and
 * how they read a time depends on nobody's environment. Nothing of ours is inherited.
 */
public final class Programs {
    /** A query of some ten thousand jobs; what is cut cannot be read as a whole, and is an error there. */
    private static final int OUTPUT_LIMIT = 1 << 26;

    private final CommandRunner runner;
    private final Path folder;
    private final Map<String, String> environment;
    private final Duration deadline;

    /**
     * @param folder where the programs are
     * @param more environment beside LC_ALL, TZ, PATH and HOME
     * @param deadline of each program
     */
    public Programs(CommandRunner runner, Path folder, Map<String, String> more, Duration deadline) {
        this.runner = runner;
        this.folder = folder;
        this.deadline = deadline;
        this.environment = new HashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", System.getProperty("user.home"));
        environment.putAll(more);
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
    }

    /** How a program ended that did end: its exit status may be a refusal. */
    public record Answer(int status, String output, String errors) {
        /** Its first line of errors, else of output, for people. */
        public String words() {
            return (errors + "\n" + output)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("exit status " + status);
        }
    }

    /**
     * @throws NotSentException it could not be started: nothing was done
     * @throws AnswerLostException its deadline passed, or we were interrupted; its whole session was killed
     */
    public Answer run(String program, List<String> arguments) throws NotSentException, AnswerLostException {
        return run(program, arguments, "");
    }

    /** Likewise, with something to read. */
    public Answer run(String program, List<String> arguments, String input)
            throws NotSentException, AnswerLostException {
        List<String> words = new ArrayList<>();
        words.add(folder.resolve(program).toString());
        words.addAll(arguments);
        CommandResult result;
        try {
            result = runner.run(new Command(words, environment, Optional.empty(), deadline, input, OUTPUT_LIMIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnswerLostException(program + " was interrupted");
        }
        if (result instanceof CommandResult.Exited exited) {
            return new Answer(exited.exitCode(), exited.output(), exited.errors());
        }
        if (result instanceof CommandResult.NotStarted not) {
            throw new NotSentException(program + " cannot be started: " + not.why());
        }
        throw new AnswerLostException(program + " did not answer within " + deadline.toSeconds() + " s");
    }
}
