package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.lrm.embedded.LrmConfig.Node;
import org.vmpilot.lrm.embedded.LrmConfig.Queue;

/** Starts shepherds: a job's own process, which outlives the daemon. */
final class Shepherds {
    private static final Duration START = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");

    private final LrmConfig config;
    private final CommandRunner commands;
    private final Path script;
    private final Path runs;

    Shepherds(LrmConfig config, CommandRunner commands) throws IOException {
        this.config = config;
        this.commands = commands;
        this.script = config.state().resolve("shepherd");
        this.runs = config.state().resolve("runs");
        DurableFiles.folder(runs);
        DurableFiles.folder(config.state().resolve("bell"));
        // A shepherd that runs keeps the file that it was started from: this one is renamed into its place.
        DurableFiles.write(script, text());
    }

    private static String text() throws IOException {
        try (InputStream resource = Shepherds.class.getResourceAsStream("shepherd")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    RunFolder folder(JobKey job, int run) {
        return new RunFolder(runs.resolve(job + "-" + run));
    }

    /** Writes what the run needs. Nothing runs yet. */
    void prepare(JobEntry entry, int run, Node node) throws IOException {
        Queue queue = config.queue(entry.submission().queue()).orElseThrow();
        LrmConfig.Site site = config.site();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("KILL_STYLE", site.killStyle().word);
        settings.put("KILL_DELAY_MS", Long.toString(queue.killDelay().toMillis()));
        settings.put("PROLOG_TIMEOUT_MS", Long.toString(site.prologTimeout().toMillis()));
        settings.put("EPILOG_TIMEOUT_MS", Long.toString(site.epilogTimeout().toMillis()));
        settings.put("OUTPUT_LIMIT", Long.toString(site.outputLimit()));
        folder(entry.key(), run)
                .prepare(
                        settings,
                        Map.of(
                                "job", JobCommand.job(site, node, entry),
                                "prolog", JobCommand.root(site, node, entry, queue.prolog()),
                                "epilog", JobCommand.root(site, node, entry, queue.epilog())));
    }

    /**
     * Returns when the shepherd has been sent on its way, which is no proof that it lives: its claim is.
     *
     * @throws IOException it was not started
     */
    void start(JobKey job, int run) throws IOException, InterruptedException {
        List<String> words = List.of(
                "setsid",
                "--fork",
                "/bin/bash",
                script.toString(),
                folder(job, run).path().toString());
        CommandResult result = commands.run(Command.of(START, ENVIRONMENT, words));
        if (!(result instanceof CommandResult.Exited exited) || exited.exitCode() != 0) {
            throw new IOException("the shepherd of job " + job + " was not started: " + result);
        }
    }

    /** Removes all runs of a job or an array. */
    void forget(int number) throws IOException {
        try (Stream<Path> all = Files.list(runs)) {
            for (Path path : all.filter(path -> isOf(path, number)).toList()) {
                new RunFolder(path).delete();
            }
        }
    }

    private static boolean isOf(Path path, int number) {
        return path.getFileName().toString().matches(number + "(\\.[0-9]+)?-[0-9]+");
    }
}
