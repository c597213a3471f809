package org.vmpilot.lrm.pbs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;

/** A server of the recorded PBS, with its commands; its jobs are real processes. */
final class RecordedPbs implements AutoCloseable {
    private static final Path TOOL = Path.of(System.getProperty("vmpilot.root"), "tests/recorded-pbs/recorded-pbs");
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    private final SessionCommandRunner runner = new SessionCommandRunner();
    private final Path folder;
    private final Path scratch;

    RecordedPbs(String... settings) throws IOException {
        scratch = Files.createTempDirectory("recorded-pbs-");
        folder = scratch.resolve("server");
        tool("make", settings);
        tool("start");
    }

    Path scratch() {
        return scratch;
    }

    Path commands() {
        return folder.resolve("bin");
    }

    void start() {
        tool("start");
    }

    void crash() {
        tool("crash");
    }

    /** The next calls of a program fail so; see {@code recorded-pbs --help}. */
    void fault(String program, String kind, int times) {
        tool("fault", program, kind, Integer.toString(times));
    }

    void model(String... words) {
        tool("model", words);
    }

    /** Every call of a program so far, with its arguments. */
    List<String> calls(String program) throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls)
                ? Files.readAllLines(calls).stream()
                        .filter(line -> line.startsWith(program + " "))
                        .toList()
                : List.of();
    }

    /** A program of PBS, as an administrator calls it. */
    CommandResult.Exited run(String program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(commands().resolve(program).toString()));
        words.addAll(List.of(arguments));
        return execute(words);
    }

    PbsSettings settings(String... more) {
        Map<String, String> table = new HashMap<>(
                Map.of("commands", commands().toString(), "settle", "1s", "deadline", 5 * PATIENCE + "s"));
        for (int i = 0; i < more.length; i += 2) {
            table.put(more[i], more[i + 1]);
        }
        return PbsSettings.of(table);
    }

    PbsLrm lrm(String... more) {
        return PbsLrm.open(settings(more), runner, InstantSource.system());
    }

    @Override
    public void close() throws IOException {
        tool("remove");
        try (var files = Files.walk(scratch)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void tool(String verb, String... words) {
        List<String> line = new ArrayList<>(List.of(TOOL.toString(), verb, folder.toString()));
        line.addAll(List.of(words));
        CommandResult.Exited ended = execute(line);
        if (ended.exitCode() != 0) {
            throw new AssertionError(line + ": " + ended);
        }
    }

    private CommandResult.Exited execute(List<String> words) {
        Map<String, String> environment = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", "/root");
        Duration deadline = Duration.ofSeconds(60L * PATIENCE);
        try {
            CommandResult result = runner.run(
                    new Command(words, environment, Optional.empty(), deadline, "", Command.DEFAULT_OUTPUT_LIMIT));
            if (result instanceof CommandResult.Exited exited) {
                return exited;
            }
            throw new AssertionError(words + ": " + result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
