package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.lrm.embedded.LrmConfig.KillStyle;
import org.vmpilot.lrm.embedded.LrmConfig.Node;
import org.vmpilot.lrm.embedded.LrmConfig.Preemption;
import org.vmpilot.lrm.embedded.LrmConfig.Queue;
import org.vmpilot.lrm.embedded.LrmConfig.Site;

/** Reads the daemon's configuration; all that is wrong is reported at once, each with its line. Nothing named in it is touched. */
final class LrmConfigFile {
    private static final int LIMIT = 1 << 20;

    /** sun_path of a Unix domain socket has 108 bytes, the NUL at the end included. */
    private static final int SOCKET_PATH_LIMIT = 107;

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final ConfigErrors errors;
    private final TomlParseResult toml;

    private LrmConfigFile(String file, String text) {
        this.errors = new ConfigErrors(file);
        this.toml = Toml.parse(text);
    }

    static LrmConfig read(Path file) throws IOException, ConfigErrors.ConfigRefused {
        return parse(file.toString(), TrustedFile.read(file, LIMIT));
    }

    static LrmConfig parse(String file, String text) throws ConfigErrors.ConfigRefused {
        return new LrmConfigFile(file, text).config();
    }

    private LrmConfig config() throws ConfigErrors.ConfigRefused {
        toml.errors()
                .forEach(error -> errors.add(
                        error.position() == null ? 0 : error.position().line(), error.getMessage()));
        errors.throwIfAny();
        List<String> known = new ArrayList<>(ConfigKey.of(""));
        known.addAll(List.of("queue", "node"));
        ConfigTable top = new ConfigTable(toml, "", errors).only(known);
        String state = top.path(ConfigKey.STATE, "/var/lib/vmpilot-lrm");
        String socket = top.path(ConfigKey.SOCKET, state + "/socket");
        if (socket.getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_LIMIT) {
            top.error(
                    "socket", "a socket's path has at most " + SOCKET_PATH_LIMIT + " bytes, and not '" + socket + "'");
        }
        Site site = site(top);
        List<Node> nodes = nodes();
        List<Queue> queues = queues(top, nodes);
        errors.throwIfAny();
        return new LrmConfig(Path.of(state), Path.of(socket), site, queues, nodes);
    }

    private static Site site(ConfigTable top) {
        return new Site(
                top.get(
                        ConfigKey.KILL_STYLE,
                        LrmConfigFile::killStyle,
                        "\"session\", \"tree\" or \"top-then-all\"",
                        KillStyle.SESSION),
                top.duration(ConfigKey.HISTORY, WEEK),
                top.number(ConfigKey.OUTPUT_LIMIT, 0, 1 << 30, 1 << 20),
                top.get(
                        ConfigKey.PATH,
                        value -> value instanceof String text && text.matches("/[^\\x00]*")
                                ? Optional.of(text)
                                : Optional.empty(),
                        "a list of absolute folders, separated by colons",
                        "/usr/local/bin:/usr/bin:/bin"),
                top.duration(ConfigKey.PROLOG_TIMEOUT, HALF_A_MINUTE),
                top.duration(ConfigKey.EPILOG_TIMEOUT, HALF_A_MINUTE));
    }

    private static Optional<KillStyle> killStyle(Object value) {
        return Arrays.stream(KillStyle.values())
                .filter(style -> style.word.equals(value))
                .findFirst();
    }

    private static Optional<Preemption> preemption(Object value) {
        return Arrays.stream(Preemption.values())
                .filter(how -> how.word.equals(value))
                .findFirst();
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigTable table : tables("node")) {
            Node node = new Node(
                    table.name(ConfigKey.NODE_NAME),
                    table.command(ConfigKey.NODE_ENTER, List.of()),
                    table.command(ConfigKey.NODE_ENTER_ROOT, List.of()),
                    Set.copyOf(table.names(ConfigKey.NODE_PROPERTIES, List.of())),
                    (int) table.number(ConfigKey.NODE_SHARES, 0, 1000, 0),
                    table.number(ConfigKey.NODE_MEMORY, 0, 1L << 40, 0));
            if (!names.add(node.name())) {
                table.error("name", "there are two nodes '" + node.name() + "'");
            }
            nodes.add(node);
        }
        return nodes;
    }

    private List<Queue> queues(ConfigTable top, List<Node> nodes) {
        List<String> prolog = top.command(ConfigKey.PROLOG, List.of());
        List<String> epilog = top.command(ConfigKey.EPILOG, List.of());
        List<String> all = nodes.stream().map(Node::name).toList();
        List<Queue> queues = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigTable table : tables("queue")) {
            Queue queue = new Queue(
                    table.name(ConfigKey.QUEUE_NAME),
                    Set.copyOf(table.names(ConfigKey.QUEUE_NODES, all)),
                    Set.copyOf(table.names(ConfigKey.QUEUE_PROPERTIES, List.of())),
                    table.duration(ConfigKey.QUEUE_MAX_WALLTIME, WEEK),
                    table.duration(ConfigKey.QUEUE_KILL_DELAY, MINUTE),
                    table.command(ConfigKey.QUEUE_PROLOG, prolog),
                    table.command(ConfigKey.QUEUE_EPILOG, epilog),
                    (int) table.number(ConfigKey.QUEUE_PRIORITY, 0, 1000, 0),
                    table.get(
                            ConfigKey.QUEUE_PREEMPTION,
                            LrmConfigFile::preemption,
                            "\"off\", \"cancel\", \"requeue\" or \"suspend\"",
                            Preemption.OFF));
            if (!names.add(queue.name())) {
                table.error("name", "there are two queues '" + queue.name() + "'");
            }
            queue.nodes().stream()
                    .filter(node -> !all.contains(node))
                    .sorted()
                    .forEach(node ->
                            table.error("nodes", "there is no node '" + node + "'" + Suggestion.among(node, all)));
            queues.add(queue);
        }
        return queues;
    }

    private List<ConfigTable> tables(String name) {
        List<ConfigTable> tables = new ArrayList<>();
        if (toml.get(List.of(name)) instanceof TomlArray array
                && !array.isEmpty()
                && array.get(0) instanceof TomlTable) {
            for (int i = 0; i < array.size(); i++) {
                TomlTable table = array.getTable(i);
                tables.add(new ConfigTable(table, name + " " + (i + 1) + ": ", errors).only(ConfigKey.of(name)));
            }
        } else {
            errors.add(0, "there must be at least one [[" + name + "]] table");
        }
        return tables;
    }
}
