package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;

/** Two emulated nodes with a real Xen, Grid Engine over them, a coordinator: {@code scripts/lab xen}. */
final class Lab implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    /** The first has sysvinit, the second systemd. */
    static final List<String> NODES = List.of("node01", "node02");

    private static final int OUTPUT_LIMIT = 1 << 20;

    /** Short where a site waits for minutes, long where an emulated machine needs it. */
    private static final String TIMES = """
            [times]
            start_allowance = "10m"
            assembly_allowance = "15m"
            retry_after = "1s"
            teardown_polite = "60s"
            teardown_forced = "90s"
            heartbeat_lost = "10m"
            query_min = "1s"
            query_max = "5s"
            [nodes]
            resume = "auto"
            """;

    private final SessionCommandRunner runner = new SessionCommandRunner();
    private final Map<String, String> environment = new HashMap<>(System.getenv());

    private Lab(Path folder) {
        environment.put("VMPILOT_XEN_LAB", folder.toString());
        environment.put("VMPILOT_LAB_TOML", TIMES);
    }

    /** A lab of this run alone; {@code -Dvmpilot.xen.lab=FOLDER} takes one that is up, and leaves it up. */
    static Lab open() {
        String present = System.getProperty("vmpilot.xen.lab", "");
        if (!present.isEmpty()) {
            return new Lab(Path.of(present));
        }
        Lab lab = new Lab(
                Path.of("/var/tmp/vmpilot-xen-" + ProcessHandle.current().pid()));
        try {
            lab.run("up", Integer.toString(NODES.size()));
        } catch (AssertionError e) {
            lab.down();
            throw e;
        }
        return lab;
    }

    @Override
    public void close() {
        if (System.getProperty("vmpilot.xen.lab", "").isEmpty()) {
            down();
        }
    }

    private void down() {
        run("down");
    }

    /** {@code scripts/lab xen ARGUMENTS}: its output. */
    String run(String... arguments) {
        return output(arguments, "");
    }

    /** How {@code scripts/lab xen ARGUMENTS} ended, whatever its exit status. */
    CommandResult.Exited attempt(String... arguments) {
        return execute(arguments, "");
    }

    /** A command in a node's dom0, as root. */
    String dom0(String node, String... command) {
        return run(words(node, command));
    }

    CommandResult.Exited attemptDom0(String node, String... command) {
        return attempt(words(node, command));
    }

    /** A script in a node's dom0, with its arguments. */
    String script(String node, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-s", "--"));
        command.addAll(List.of(arguments));
        return output(words(node, command.toArray(String[]::new)), script);
    }

    /** An empty qcow2 image of so many MiB, made here. */
    void copyQcow2(String node, String file, int mib) {
        Path made = Path.of(
                environment.get("VMPILOT_XEN_LAB"), Path.of(file).getFileName().toString());
        List<String> command = List.of("qemu-img", "create", "-q", "-f", "qcow2", made.toString(), mib + "M");
        assertThat(exited(command, "", Patience.of(60)).exitCode()).isZero();
        run("copy", node, "/", made.toString());
        dom0(node, "mv", made.toString(), file);
    }

    String vmpilot(String... arguments) {
        List<String> words = new ArrayList<>(List.of("vmpilot"));
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    /** A text becomes a file in a dom0. */
    void write(String node, String file, String text) {
        output(words(node, "dd", "of=" + file, "status=none"), text);
    }

    /** A file that the coordinator's account can read. */
    Path request(String name, String text) {
        try {
            Path file = Path.of(environment.get("VMPILOT_XEN_LAB"), "master-" + name + ".toml");
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] words(String node, String... command) {
        List<String> words = new ArrayList<>(List.of("ssh", node));
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    private String output(String[] arguments, String input) {
        CommandResult.Exited exited = execute(arguments, input);
        if (exited.exitCode() == 0) {
            return exited.output();
        }
        throw new AssertionError("scripts/lab xen " + String.join(" ", arguments) + ": " + exited);
    }

    private CommandResult.Exited execute(String[] arguments, String input) {
        List<String> command = new ArrayList<>(List.of(ROOT + "/scripts/lab", "xen"));
        command.addAll(List.of(arguments));
        return exited(command, input, Patience.of(arguments[0].equals("up") ? 900 : 300));
    }

    private CommandResult.Exited exited(List<String> command, String input, Duration deadline) {
        try {
            CommandResult result =
                    runner.run(new Command(command, environment, Optional.empty(), deadline, input, OUTPUT_LIMIT));
            if (result instanceof CommandResult.Exited exited) {
                return exited;
            }
            throw new AssertionError(String.join(" ", command) + ": " + result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
