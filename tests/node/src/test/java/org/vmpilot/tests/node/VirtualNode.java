package org.vmpilot.tests.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A virtual node in a folder of its own, with the programs of this checkout; see docs/virtual-node.md. */
public final class VirtualNode implements AutoCloseable {
    public static final String ACCOUNT = "vmjob";
    public static final String PROGRAMS = "/opt/vmpilot/node/";

    /** bash: becomes a program of root's whose file is named as a device model's, with the words of domain 1's. */
    static final String DEVICE_MODEL = "mkfifo /run/never; cp /bin/bash /run/qemu-system-i386;"
            + " exec /run/qemu-system-i386 -c 'read -r x <>/run/never; :' -xen-domid 1 -nographic";

    private static final String PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    private static final String TOOL = ROOT.resolve("scripts/virtual-node").toString();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, String> configuration = new TreeMap<>();

    private VirtualNode(Path folder) {
        this.folder = folder;
    }

    /** Boots a node with the programs of an installation (a folder with {@code node/} and {@code lib/agent/}), not yet configured. */
    public static VirtualNode boot(String name, Path home) {
        return up(name, "--home", home.toString());
    }

    private static VirtualNode up(String name, String... options) {
        try {
            VirtualNode node = new VirtualNode(Files.createTempDirectory(Path.of("/var/tmp"), "vmpilot-node-"));
            List<String> words =
                    new ArrayList<>(List.of("up", node.folder.toString(), name, "--account", ACCOUNT + ":1717"));
            words.addAll(List.of(options));
            tool(words.toArray(String[]::new));
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Boots a node with the checkout's programs, whose bounds are short and whose guests need no kernel. */
    static VirtualNode boot() {
        VirtualNode node = up("node01");
        node.exec("simulated-xl", "set", "kernel.check=none").mustSucceed();
        node.configure("node", "node01");
        node.configure("coordinator", "127.0.0.1:1");
        node.configure("xl-timeout", Patience.bound(2));
        node.configure("end-timeout", Patience.bound(3));
        node.configure("lock-wait", Patience.bound(2));
        node.configure("memory-timeout", Patience.bound(4));
        node.configure("epilog-bound", Patience.bound(25));
        return node;
    }

    private static Run.Result tool(String... words) {
        List<String> command = new ArrayList<>(List.of(TOOL));
        command.addAll(List.of(words));
        return Run.start(command, "").result().mustSucceed();
    }

    public Path folder() {
        return folder;
    }

    /** Its init's PID on the host, as the node wrote it down when it booted. */
    public long init() {
        try {
            String record = Files.readString(folder.resolve("init"));
            return Long.parseLong(record.substring(0, record.indexOf(' ')));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": the node is down", e);
        }
    }

    /** A path of the node as the host sees it, while the node is up. */
    Path path(String path) {
        return Path.of("/proc/" + init() + "/root" + path);
    }

    public void reboot() {
        tool("reboot", folder.toString());
    }

    /** Makes it hostile until its next boot, see docs/virtual-node.md. */
    public void hostile(String... kinds) {
        change("hostile", kinds);
    }

    public void peaceful(String... kinds) {
        change("peaceful", kinds);
    }

    private void change(String how, String... kinds) {
        List<String> words = new ArrayList<>(List.of(how, folder.toString()));
        words.addAll(List.of(kinds));
        tool(words.toArray(String[]::new));
    }

    /** One line of node.conf; null takes it out. */
    void configure(String key, String value) {
        if (value == null) {
            configuration.remove(key);
        } else {
            configuration.put(key, value);
        }
        StringBuilder text = new StringBuilder();
        configuration.forEach((k, v) -> text.append(k).append(" = ").append(v).append('\n'));
        write("/etc/vmpilot/node.conf", text.toString());
    }

    // ---- commands within ----

    public Run start(String... command) {
        return startWith("", command);
    }

    /** As {@code virtual-node exec} does it, and without its shells where the node has nothing that concerns them: tests do it some thousand times. */
    Run startWith(String input, String... command) {
        if (Files.exists(folder.resolve("hostile")) || Files.exists(folder.resolve("pids-group"))) {
            return startByTool(input, command);
        }
        List<String> all = new ArrayList<>(
                List.of("nsenter", "--target", Long.toString(init()), "--mount", "--pid", "--uts", "--net", "--"));
        all.addAll(List.of("env", "-i", "PATH=" + PATH, "HOME=/", "LC_ALL=C"));
        all.addAll(List.of(command));
        return Run.start(all, input);
    }

    Run startByTool(String input, String... command) {
        List<String> all = new ArrayList<>(List.of(TOOL, "exec", folder.toString(), "--"));
        all.addAll(List.of(command));
        return Run.start(all, input);
    }

    public Run startAsJob(String... command) {
        List<String> all = new ArrayList<>(List.of(TOOL, "exec", folder.toString(), "--user", ACCOUNT, "--"));
        all.addAll(List.of(command));
        return Run.start(all, "");
    }

    public Run.Result exec(String... command) {
        return start(command).result();
    }

    /** Functions in the environment are not its own (-p), but what it starts has them. */
    public Run.Result sh(String script) {
        return exec("/bin/sh", "-p", "-c", script);
    }

    Run.Result reap(String slot) {
        return exec(PROGRAMS + "vmpilot-reap", "--slot", slot);
    }

    // ---- files ----

    public void write(String path, String text) {
        startWith(text, "/bin/sh", "-p", "-c", "umask 077; mkdir -p \"${1%/*}\"; cat >\"$1\"", "sh", path)
                .result()
                .mustSucceed();
    }

    void makeFolder(String path) {
        try {
            Files.createDirectories(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(String path) {
        return Files.exists(path(path));
    }

    List<String> list(String path) {
        try (Stream<Path> entries = Files.list(path(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program of the node's, in the place of the one that PATH finds there. */
    void install(String name, String script) {
        exec("rm", "-f", "/usr/local/sbin/" + name).mustSucceed();
        write("/usr/local/sbin/" + name, script);
        sh("chmod 755 /usr/local/sbin/" + name).mustSucceed();
    }

    /** Whether a mark closes the node to ordinary jobs, in either place. */
    boolean isBarred() {
        return Stream.of("/var/lib/vmpilot/marks", "/run/vmpilot/marks")
                .filter(this::exists)
                .flatMap(folder -> list(folder).stream())
                .anyMatch(mark -> !mark.startsWith(".") && !mark.endsWith(".frozen"));
    }

    /** The file of an author's mark that bars the node. */
    static String mark(String author) {
        return "/var/lib/vmpilot/marks/" + author + ".barred";
    }

    // ---- the simulated xl: the truth ----

    void simulated(String... words) {
        List<String> command = new ArrayList<>(List.of("simulated-xl"));
        command.addAll(List.of(words));
        exec(command.toArray(String[]::new)).mustSucceed();
    }

    JsonNode truth() {
        return json(exec("simulated-xl", "show", "--json").mustSucceed().out());
    }

    /** UUIDs of all domains that there are, in whatever state. */
    List<String> domains() {
        List<String> uuids = new ArrayList<>();
        truth().get("domains").forEach(domain -> uuids.add(domain.get("uuid").asText()));
        return uuids;
    }

    long dom0Mib() {
        return truth().get("dom0").get("memory_kib").asLong() / 1024;
    }

    /** How often the real work was asked for: calls of xl that begin with this word. */
    long calls(String word) {
        return exec("simulated-xl", "calls", "--json")
                .mustSucceed()
                .out()
                .lines()
                .filter(line -> line.contains("\"argv\"") && line.contains("\"" + word + "\""))
                .count();
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    // ---- processes ----

    /** Host PIDs of this node's processes whose command line has the text in it. */
    List<Long> processes(String text) {
        String mine = namespace(init());
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .map(Long::valueOf)
                    .filter(pid ->
                            mine.equals(namespace(pid)) && commandLine(pid).contains(text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void kill(String signal, long pid) {
        kill(signal, List.of(pid));
    }

    static void kill(String signal, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        Run.start(command, "").result();
    }

    private static String namespace(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")).toString();
        } catch (IOException e) {
            return "";
        }
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** Powers off, removes the folder, and fails if anything of the node is left on the host. */
    @Override
    public void close() {
        tool("remove", folder.toString());
        Run.Result left = Run.start(
                        List.of("/bin/sh", "-c", "grep -lsF -- \"$0\" /proc/[0-9]*/mountinfo", folder.toString()), "")
                .result();
        if (Files.exists(folder) || !left.out().isEmpty()) {
            throw new AssertionError("left of " + folder + ": " + left.out());
        }
    }
}
