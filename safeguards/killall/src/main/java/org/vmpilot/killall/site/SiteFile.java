package org.vmpilot.killall.site;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.killall.pilots.LrmChoice;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/** Reads killall.conf: {@code key = value} lines like node.conf's, '#' begins a comment line. All faults at once, with their lines. */
public final class SiteFile {
    private static final int LIMIT = 4 << 20;
    private static final int SECONDS_MOST = 86_400;

    private record Line(int number, String value) {}

    private final String file;
    private final List<String> faults = new ArrayList<>();
    private final Map<SiteKey, Line> lines = new EnumMap<>(SiteKey.class);
    private final Map<String, Line> groups = new LinkedHashMap<>();
    private final Map<String, Line> addresses = new LinkedHashMap<>();
    private final Map<String, Line> lrmSettings = new LinkedHashMap<>();

    private SiteFile(String file) {
        this.file = file;
    }

    /** @throws SiteException with every fault, each with file and line */
    public static Site read(Path file) throws SiteException {
        try {
            return parse(file.toString(), TrustedFile.read(file, LIMIT));
        } catch (IOException e) {
            throw new SiteException(e.getMessage());
        }
    }

    static Site parse(String file, String text) throws SiteException {
        SiteFile site = new SiteFile(file);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            site.take(number, line.strip());
        }
        Site read = site.site();
        if (!site.faults.isEmpty()) {
            throw new SiteException(site.faults);
        }
        return read;
    }

    private void take(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            fault(number, "not of the form 'key = value'");
            return;
        }
        String key = line.substring(0, equals).strip();
        Line value = new Line(number, line.substring(equals + 1).strip());
        Line before = null;
        if (key.startsWith(SiteKey.GROUP)) {
            before = groups.put(key.substring(SiteKey.GROUP.length()), value);
        } else if (key.startsWith(SiteKey.ADDRESS)) {
            before = addresses.put(key.substring(SiteKey.ADDRESS.length()), value);
        } else if (key.startsWith(SiteKey.LRM_SETTING)) {
            before = lrmSettings.put(key.substring(SiteKey.LRM_SETTING.length()), value);
        } else if (SiteKey.of(key).isPresent()) {
            before = lines.put(SiteKey.of(key).get(), value);
        } else {
            fault(number, key + ": no such key" + SiteKey.suggestion(key));
        }
        if (before != null) {
            fault(number, key + ": given twice");
        }
    }

    private Site site() {
        Map<String, String> members = new LinkedHashMap<>();
        groups.forEach((name, line) -> members.put(name, line.value()));
        NodeSet nodes = nodes(members);
        checkGroups(nodes, members);
        String user = read(SiteKey.USER, SiteFile::user);
        int port = read(SiteKey.PORT, Endpoint::port);
        boolean agent = read(SiteKey.SSH_AGENT, SiteFile::yesOrNo);
        return new Site(
                nodes,
                members,
                endpoints(nodes, port),
                user,
                port,
                read(SiteKey.KEYS, SiteFile::paths),
                agent,
                read(SiteKey.KNOWN_HOSTS, SiteFile::path),
                read(SiteKey.JUMP, text -> text.isEmpty() ? Optional.empty() : Optional.of(JumpHost.parse(text, user))),
                read(SiteKey.WIDTH, text -> whole(text, Site.WIDTH_MOST, "nodes")),
                seconds(SiteKey.PROBE_TIMEOUT),
                seconds(SiteKey.LOGIN_TIMEOUT),
                seconds(SiteKey.NODE_TIMEOUT),
                read(SiteKey.JOURNALS, SiteFile::path),
                lrm(),
                coordinator());
    }

    private Optional<CoordinatorAccess> coordinator() {
        Optional<URI> api =
                read(SiteKey.COORDINATOR, text -> text.isEmpty() ? Optional.empty() : Optional.of(address(text)));
        Path token = read(SiteKey.COORDINATOR_TOKEN, SiteFile::path);
        Optional<Path> authority =
                read(SiteKey.COORDINATOR_CA, text -> text.isEmpty() ? Optional.empty() : Optional.of(path(text)));
        return api == null ? Optional.empty() : api.map(address -> new CoordinatorAccess(address, token, authority));
    }

    private Optional<LrmChoice> lrm() {
        String provider = read(SiteKey.LRM, SiteFile::provider);
        if (provider.isEmpty()) {
            lrmSettings.forEach((key, line) ->
                    fault(line.number(), SiteKey.LRM_SETTING + key + ": of which LRM? 'lrm' is not given"));
            return Optional.empty();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        lrmSettings.forEach((key, line) -> settings.put(key, line.value()));
        LrmChoice choice = new LrmChoice(provider, settings);
        for (String words : choice.faults()) {
            Line line = lrmSettings.getOrDefault(words.split(":", 2)[0], lines.get(SiteKey.LRM));
            fault(line.number(), SiteKey.LRM_SETTING + words);
        }
        return Optional.of(choice);
    }

    private static String provider(String text) {
        if (!text.isEmpty() && !LrmChoice.providers().contains(text)) {
            throw new IllegalArgumentException("must be one of " + LrmChoice.providers() + ", not '" + text + "'");
        }
        return text;
    }

    private NodeSet nodes(Map<String, String> members) {
        Line line = lines.get(SiteKey.NODES);
        if (line == null) {
            faults.add(file + ": nodes: must be given");
            return NodeSet.of(List.of());
        }
        try {
            NodeSet nodes = NodeSet.parse(line.value(), members::get);
            if (nodes.isEmpty()) {
                fault(line.number(), "nodes: must name at least one node");
            }
            return nodes;
        } catch (NodeSetException e) {
            fault(line.number(), "nodes: " + e.getMessage());
            return NodeSet.of(List.of());
        }
    }

    private void checkGroups(NodeSet nodes, Map<String, String> members) {
        groups.forEach((name, line) -> {
            try {
                NodeSet unknown = NodeSet.parse("@" + name, members::get).without(nodes);
                if (!name.matches("[A-Za-z0-9._-]+")) {
                    fault(line.number(), "group.NAME: letters, digits, '.', '_' and '-', not '" + name + "'");
                } else if (!unknown.isEmpty()) {
                    fault(line.number(), SiteKey.GROUP + name + ": not among the nodes: " + unknown);
                }
            } catch (NodeSetException e) {
                fault(line.number(), SiteKey.GROUP + name + ": " + e.getMessage());
            }
        });
    }

    private Map<String, Endpoint> endpoints(NodeSet nodes, int port) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        addresses.forEach((node, line) -> {
            if (!nodes.contains(node)) {
                fault(line.number(), SiteKey.ADDRESS + node + ": not among the nodes");
            }
            try {
                endpoints.put(node, Endpoint.parse(line.value(), port));
            } catch (IllegalArgumentException e) {
                fault(line.number(), SiteKey.ADDRESS + node + ": " + e.getMessage());
            }
        });
        return endpoints;
    }

    /** What the key says, or its default where it is wrong: then there is a fault, and what was built is thrown away. */
    private <T> T read(SiteKey key, Function<String, T> form) {
        Line line = lines.get(key);
        try {
            return form.apply(line == null ? key.otherwise : line.value());
        } catch (IllegalArgumentException e) {
            fault(line.number(), key.text + ": " + e.getMessage());
            return form.apply(key.otherwise);
        }
    }

    private Duration seconds(SiteKey key) {
        return Duration.ofSeconds(read(key, text -> whole(text, SECONDS_MOST, "seconds")));
    }

    private static int whole(String text, int most, String unit) {
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(
                    "must be a number of " + unit + ", 1 to " + most + ", not '" + text + "'");
        }
        return number;
    }

    private static String user(String text) {
        if (!text.matches(SiteKey.USER_FORM)) {
            throw new IllegalArgumentException("must be the name of an account, not '" + text + "'");
        }
        return text;
    }

    private static boolean yesOrNo(String text) {
        if (!text.equals("yes") && !text.equals("no")) {
            throw new IllegalArgumentException("must be 'yes' or 'no', not '" + text + "'");
        }
        return text.equals("yes");
    }

    private static List<Path> paths(String text) {
        List<Path> paths = new ArrayList<>();
        for (String path : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            paths.add(path(path.strip()));
        }
        return paths;
    }

    private static URI address(String text) {
        if (!text.matches("https?://[^/?#@]+/?")) {
            throw new IllegalArgumentException(
                    "must be the API's address such as http://127.0.0.1:7070, not '" + text + "'");
        }
        return URI.create(text);
    }

    private static Path path(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be an absolute path, not '" + text + "'");
        }
        return Path.of(text);
    }

    private void fault(int line, String words) {
        faults.add(file + ":" + line + ": " + words);
    }
}
