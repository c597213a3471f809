package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.LrmException;

/** Runs Grid Engine's commands, and says what may be concluded when one fails. */
final class Cell {
    /** A query of every job of a cell; what is cut is no XML any more, and an error. */
    private static final int OUTPUT_LIMIT = 1 << 26;

    private static final Pattern DENIED = Pattern.compile(
            "denied|must be (an? )?(manager|operator)|not allowed|permission", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_SENT =
            Pattern.compile("commlib error|unable to (send message|contact)", Pattern.CASE_INSENSITIVE);

    private final GridEngineSettings settings;
    private final CommandRunner runner;

    Cell(GridEngineSettings settings, CommandRunner runner) {
        this.settings = settings;
        this.runner = runner;
    }

    /** A command's words, whatever its exit status. */
    record Answer(int status, String output, String errors) {
        /** What it says of a failure: its first line of errors, or of output. */
        String words() {
            return (errors + "\n" + output)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("exit status " + status);
        }
    }

    /** A query that must succeed. */
    String ask(String program, String... arguments) throws LrmException {
        Answer answer = run(LrmException.Kind.UNREACHABLE, program, List.of(arguments));
        if (answer.status() != 0) {
            boolean denied = DENIED.matcher(answer.words()).find();
            throw new LrmException(
                    denied ? LrmException.Kind.DENIED : LrmException.Kind.UNREACHABLE, program + ": " + answer.words());
        }
        return answer.output();
    }

    /** A query whose failure may be an answer. */
    Answer answer(String program, String... arguments) throws LrmException {
        return run(LrmException.Kind.UNREACHABLE, program, List.of(arguments));
    }

    void change(String program, List<String> arguments) throws LrmException {
        Answer answer = run(LrmException.Kind.UNKNOWN, program, arguments);
        if (answer.status() != 0) {
            throw new LrmException(kind(answer.words()), program + ": " + answer.words());
        }
    }

    private static LrmException.Kind kind(String words) {
        if (DENIED.matcher(words).find()) {
            return LrmException.Kind.DENIED;
        }
        return NOT_SENT.matcher(words).find() ? LrmException.Kind.UNREACHABLE : LrmException.Kind.UNKNOWN;
    }

    /** @param lost what it means that the command gave no answer */
    private Answer run(LrmException.Kind lost, String program, List<String> arguments) throws LrmException {
        List<String> words = new ArrayList<>();
        words.add(settings.commands().resolve(program).toString());
        words.addAll(arguments);
        Command command =
                new Command(words, settings.environment(), Optional.empty(), settings.deadline(), "", OUTPUT_LIMIT);
        CommandResult result;
        try {
            result = runner.run(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LrmException(lost, program + " was interrupted", e);
        }
        if (result instanceof CommandResult.Exited exited) {
            return new Answer(exited.exitCode(), exited.output(), exited.errors());
        }
        if (result instanceof CommandResult.NotStarted not) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, program + " cannot be started: " + not.why());
        }
        throw new LrmException(
                lost, program + " did not answer within " + settings.deadline().toSeconds() + " s");
    }
}
