package org.vmpilot.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;

/** One lab of {@code scripts/lab}, with three nodes: made by the first who needs it, gone when it is closed. */
public final class Lab implements AutoCloseable {
    public static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    public static final List<String> NODES = List.of("node01", "node02", "node03");

    /** A lab that does not come up in this time never will. */
    private static final long SECONDS = 180;

    /** Two labs of one kind in one JVM are two folders: the second would take the first one's away. */
    private static final AtomicInteger MADE = new AtomicInteger();

    private final SessionCommandRunner runner = new SessionCommandRunner();
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private final String lab;
    private final Path folder;

    /** What jobs write: a folder that the hosts see, because it is below none that they have their own of. */
    private final Path scratch;

    private Lab(String lab, String name, Map<String, String> more) {
        this.lab = lab;
        this.folder = Path.of("/var/tmp/vmpilot-" + lab + "-" + name + "-"
                + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet());
        this.scratch = folder.resolveSibling(folder.getFileName() + "-scratch");
        environment.put("VMPILOT_" + lab.toUpperCase(Locale.ROOT) + "_LAB", folder.toString());
        environment.putAll(more);
    }

    /** The batch system alone. */
    public static Lab bare(String lab, Map<String, String> environment) {
        Lab made = new Lab(lab, "bare", environment);
        made.environment.put("VMPILOT_DIST", made.folder + "-none");
        made.up();
        return made;
    }

    /**
     * With vmpilot on its nodes and a coordinator; needs an installation (scripts/build).
     *
     * @param settings more of the coordinator's configuration
     */
    public static Lab site(String lab, Map<String, String> environment, String settings) {
        Lab made = new Lab(lab, "site", environment);
        made.environment.put("VMPILOT_LAB_TOML", settings);
        made.up();
        return made;
    }

    /** Nobody would close a lab that did not come up. */
    private void up() {
        close();
        try {
            run("up", Integer.toString(NODES.size()));
            Files.createDirectories(scratch);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw new AssertionError("the lab did not come up", e);
        }
    }

    @Override
    public void close() {
        run("down");
        execute(Duration.ofSeconds(20), List.of("rm", "-rf", scratch.toString()));
    }

    public Path folder() {
        return folder;
    }

    public Path scratch() {
        return scratch;
    }

    /** A folder below {@link #scratch} that every account may write to. */
    public Path newFolder(String prefix) throws IOException {
        Path made = Files.createTempDirectory(scratch, prefix);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
        return made;
    }

    /** A program of {@code scripts/node} where every account on every host may run it, without an installation. */
    public Path nodeProgram(String name) throws IOException {
        Path copy = scratch.resolve(name);
        if (!Files.exists(copy)) {
            Files.copy(ROOT.resolve("scripts/node").resolve(name), copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return copy;
    }

    /** {@code scripts/lab LAB ARGUMENTS}: its output. */
    public String run(String... arguments) {
        CommandResult.Exited exited = attempt(arguments);
        if (exited.exitCode() == 0) {
            return exited.output();
        }
        throw new AssertionError(lab + " " + String.join(" ", arguments) + ": " + exited);
    }

    /** How {@code scripts/lab LAB ARGUMENTS} ended, whatever its exit status. */
    public CommandResult.Exited attempt(String... arguments) {
        List<String> words = new ArrayList<>(List.of(ROOT + "/scripts/lab", lab));
        words.addAll(List.of(arguments));
        return execute(Patience.of(SECONDS), words);
    }

    /** As the account of the pilot jobs on the master. */
    public String asAccount(String... command) {
        List<String> words = new ArrayList<>(List.of("as", "vmjob", "master"));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    /**
     * Programs that run on the master as that account: what stands on a site's coordinator host.
     *
     * @param programs name → what the shell there runs with the arguments
     */
    public Path commands(Map<String, String> programs) {
        try {
            Path commands = Files.createDirectories(folder.resolve("commands"));
            for (Map.Entry<String, String> program : programs.entrySet()) {
                Path file = commands.resolve(program.getKey());
                String text = "#!/bin/sh\nexec " + ROOT + "/scripts/virtual-node exec " + folder
                        + "/master --user vmjob -- env LC_ALL=C TZ=UTC " + program.getValue() + " \"$@\"\n";
                Files.writeString(file, text, StandardCharsets.UTF_8);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CommandResult.Exited execute(Duration deadline, List<String> words) {
        Command command = new Command(words, environment, Optional.empty(), deadline, "", Command.DEFAULT_OUTPUT_LIMIT);
        try {
            CommandResult result = runner.run(command);
            if (result instanceof CommandResult.Exited exited) {
                return exited;
            }
            throw new AssertionError(String.join(" ", words) + ": " + result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
