package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.vmpilot.host.ProcessId;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.LrmContract;
import org.vmpilot.lrm.worker.WorkerChannel;
import org.vmpilot.lrm.worker.WorkerSession;

/** A real daemon in a process of its own, on nodes that are all this machine. */
final class DaemonSite implements LrmContract.Site {
    static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);
    static final String TWO_NODES = "[[node]]\nname = \"n1\"\n[[node]]\nname = \"n2\"\n";
    static final String QUEUE = "[[queue]]\nname = \"batch\"\nkill_delay = \"500ms\"\n";

    final Path folder;
    final Path state;
    private final Path config;
    private final Lrm lrm;
    private Process daemon;

    /** @param text of the configuration, without state and socket */
    DaemonSite(String text) throws IOException {
        this(Files.createTempDirectory("lrm"), "", text);
    }

    private DaemonSite(Path folder, String top, String text) throws IOException {
        this.folder = folder;
        this.state = folder.resolve("state");
        this.config = folder.resolve("lrm.toml");
        Files.createDirectories(folder.resolve("scratch"));
        Files.writeString(config, "state = \"" + state + "\"\n" + top + text);
        this.lrm = again();
        restart();
    }

    /** State on a file system of the caller's. */
    static DaemonSite on(Path folder, String text) throws IOException {
        return new DaemonSite(folder, "", text);
    }

    Path socket() {
        return state.resolve("socket");
    }

    /** Folder of a job's first run. */
    Path run(JobId job) {
        return state.resolve("runs").resolve(job + "-1");
    }

    Path log() {
        return folder.resolve("log");
    }

    @Override
    public Lrm lrm() {
        return lrm;
    }

    @Override
    public Lrm again() {
        return EmbeddedLrm.open(Map.of("socket", socket().toString()));
    }

    @Override
    public Path gangLauncher() {
        return Path.of("../../scripts/node/pilot-gang").toAbsolutePath().normalize();
    }

    @Override
    public Path scratch() {
        return folder.resolve("scratch");
    }

    Process launch() throws IOException {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LrmDaemon.class.getName(),
                config.toString());
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    @Override
    public void restart() throws IOException {
        daemon = launch();
        Awaitility.await("daemon")
                .atMost(Duration.ofSeconds(30L * PATIENCE))
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    private boolean answers() {
        try {
            lrm.nodes();
            return true;
        } catch (LrmException e) {
            return false;
        }
    }

    @Override
    public void crash() throws InterruptedException {
        daemon.destroyForcibly();
        if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon does not die");
        }
    }

    /** It is there, and when this returns it does nothing until it is told to go on. */
    void stop() throws IOException {
        signal("STOP");
        // kill returns when the signal is queued: a thread that is already awake may still answer one call.
        Awaitility.await("every thread of the daemon has stopped")
                .atMost(Duration.ofSeconds(30L * PATIENCE))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> threads().allMatch("T"::equals));
    }

    void goOn() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid()))
                .start()
                .onExit()
                .join();
    }

    /** The states of the daemon's threads, as proc_pid_stat(5) names them. */
    private Stream<String> threads() throws IOException {
        List<String> states = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + daemon.pid() + "/task"))) {
            for (Path task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                states.add(stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1));
            }
        }
        return states.stream();
    }

    /** A daemon that knows of no job, and counts from the first. */
    void forget() throws IOException, InterruptedException {
        crash();
        shepherds().forEach(ProcessId::kill);
        removeAll(state);
        restart();
    }

    /** Asks the daemon to leave; its exit status. */
    int terminate() throws InterruptedException {
        daemon.destroy();
        if (!daemon.waitFor(30L * PATIENCE, TimeUnit.SECONDS)) {
            throw new AssertionError("the daemon does not leave");
        }
        return daemon.exitValue();
    }

    @Override
    public void drainAsAdmin(String node, String reason) throws Exception {
        WorkerSession admin = new WorkerSession(WorkerChannel.unixSocket(socket()), Duration.ofSeconds(10));
        admin.init(null);
        admin.extension(
                Verbs.DRAIN,
                JsonNodeFactory.instance.objectNode().put("node", node).put("reason", reason));
        admin.exit();
    }

    /** The shepherds that run in this site's folder: each is ended by its id before the folder goes. */
    @Override
    public void remove() throws Exception {
        if (daemon.isAlive()) {
            Awaitility.await("jobs are over")
                    .atMost(Duration.ofSeconds(30L * PATIENCE))
                    .until(() -> Files.exists(folder) && shepherds().isEmpty());
        }
        crash();
        shepherds().forEach(ProcessId::kill);
        // What a killed shepherd had begun to write is there a moment after it.
        Awaitility.await("the site's folder is gone")
                .atMost(Duration.ofSeconds(30L * PATIENCE))
                .ignoreExceptionsInstanceOf(IOException.class)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    removeAll(folder);
                    return true;
                });
    }

    private static void removeAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    List<ProcessId> shepherds() throws IOException {
        Path runs = state.resolve("runs");
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            List<ProcessId> found = new ArrayList<>();
            for (Path run : all.toList()) {
                new RunFolder(run).shepherd().filter(ProcessId::isAlive).ifPresent(found::add);
            }
            return found;
        }
    }
}
