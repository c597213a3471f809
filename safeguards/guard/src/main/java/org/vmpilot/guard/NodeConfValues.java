package org.vmpilot.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the texts of {@code node.conf} into values and collects what is wrong with them. */
final class NodeConfValues {
    /** A value and the line where it stands. */
    record Given(int line, String value) {}

    private static final Path NO_PATH = Path.of("/");
    private static final int MAX_MIB = 1 << 26;
    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_DURATION = 999_999_999;

    private final Path file;
    private final Map<NodeConfKey, Given> given;
    private final List<String> problems;

    NodeConfValues(Path file, Map<NodeConfKey, Given> given, List<String> problems) {
        this.file = file;
        this.given = given;
        this.problems = problems;
    }

    /** Worth something only if no problem was added. */
    NodeConf conf() {
        scriptsOwn();
        return new NodeConf(
                node(),
                coordinators(),
                path(NodeConfKey.KEY_FILE),
                dom0Memory(),
                number(NodeConfKey.DOM0_MEMORY_MIN, 1, MAX_MIB),
                number(NodeConfKey.DOM0_AVAILABLE_MIN, 0, MAX_MIB),
                number(NodeConfKey.GUEST_MEMORY_OVERHEAD, 0, MAX_MIB),
                number(NodeConfKey.MEMORY_TOLERANCE, 0, MAX_MIB),
                seconds(NodeConfKey.MEMORY_TIMEOUT),
                number(NodeConfKey.GUESTS_MAX, 1, 10_000),
                number(NodeConfKey.GUEST_MEMORY_MAX, 1, MAX_MIB),
                number(NodeConfKey.GUEST_VCPUS_MAX, 1, 4096),
                paths(NodeConfKey.KERNELS),
                paths(NodeConfKey.IMAGES),
                bootLoaders(),
                yesOrNo(NodeConfKey.BOOT_LOADER_RESTRICT),
                diskFormats(),
                bridges(),
                Duration.ofSeconds(number(NodeConfKey.DURATION_MAX, 1, MAX_DURATION)),
                seconds(NodeConfKey.XL_TIMEOUT),
                seconds(NodeConfKey.XL_CREATE_TIMEOUT),
                seconds(NodeConfKey.LOCK_WAIT),
                seconds(NodeConfKey.END_TIMEOUT),
                seconds(NodeConfKey.EPILOG_BOUND),
                orphanAfter(),
                path(NodeConfKey.JAVA),
                yesOrNo(NodeConfKey.ALLOW_EVERY_GUEST));
    }

    /** Likewise. */
    CoordinatorAccess access() {
        return new CoordinatorAccess(node(), coordinators(), path(NodeConfKey.KEY_FILE));
    }

    /** What only the scripts need; a value that they would not take is wrong here, too. */
    private void scriptsOwn() {
        number(NodeConfKey.PILOTS_MAX, 1, 10_000);
        String lrmNode = text(NodeConfKey.LRM_NODE);
        if (!lrmNode.isEmpty() && !NodeWords.isNodeName(lrmNode)) {
            wrong(NodeConfKey.LRM_NODE, "the name by which the LRM knows this node: letters, digits, '.', '-' and '_'");
        }
    }

    private String node() {
        String node = text(NodeConfKey.NODE);
        if (!node.isEmpty() && !NodeWords.isNodeName(node)) {
            wrong(NodeConfKey.NODE, "letters, digits, '.', '-' and '_', at most 64, a letter or digit first");
        }
        return node;
    }

    private List<String> coordinators() {
        List<String> addresses = list(NodeConfKey.COORDINATOR);
        for (String address : addresses) {
            int colon = address.lastIndexOf(':');
            int port = colon < 1 ? -1 : NodeWords.wholeNumber(address.substring(colon + 1));
            if (port < 1 || port > 65535) {
                wrong(NodeConfKey.COORDINATOR, "host:port, several separated by commas");
                return List.of();
            }
        }
        return addresses;
    }

    private String dom0Memory() {
        String value = text(NodeConfKey.DOM0_MEMORY);
        if (!value.equals("boot") && !value.equals("fixed") && NodeWords.wholeNumber(value) < 1) {
            wrong(NodeConfKey.DOM0_MEMORY, "'boot', 'fixed' or MiB");
        }
        return value;
    }

    private List<BootLoader> bootLoaders() {
        Optional<List<BootLoader>> loaders = BootLoader.parse(list(NodeConfKey.BOOT_LOADERS));
        if (loaders.isEmpty()) {
            wrong(
                    NodeConfKey.BOOT_LOADERS,
                    "NAME:/path with its words, several separated by commas, each name (a-z, 0-9, '-') once");
        }
        return loaders.orElse(List.of());
    }

    private List<String> diskFormats() {
        List<String> formats = list(NodeConfKey.DISK_FORMATS);
        for (String format : formats) {
            if (!format.equals("raw") && !format.equals("qcow2")) {
                wrong(NodeConfKey.DISK_FORMATS, "raw, qcow2, or both separated by a comma");
            }
        }
        return formats;
    }

    private List<String> bridges() {
        List<String> bridges = list(NodeConfKey.BRIDGES);
        for (String bridge : bridges) {
            if (!NodeWords.isBridge(bridge)) {
                wrong(
                        NodeConfKey.BRIDGES,
                        "names of bridges (at most 15 letters, digits, '.', '-', '_') separated by commas");
            }
        }
        return bridges;
    }

    private Path path(NodeConfKey key) {
        return absolute(key, text(key), "an absolute path");
    }

    private List<Path> paths(NodeConfKey key) {
        List<Path> paths = new ArrayList<>();
        for (String text : list(key)) {
            paths.add(absolute(key, text, "absolute paths of folders separated by commas"));
        }
        return paths;
    }

    private Path absolute(NodeConfKey key, String text, String right) {
        try {
            if (text.startsWith("/")) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            wrong(key, right + ", in ASCII");
            return NO_PATH;
        }
        wrong(key, right);
        return NO_PATH;
    }

    private Duration seconds(NodeConfKey key) {
        return Duration.ofSeconds(number(key, 1, MAX_SECONDS));
    }

    private Optional<Duration> orphanAfter() {
        return text(NodeConfKey.ORPHAN_AFTER).equals("off")
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(number(NodeConfKey.ORPHAN_AFTER, 60, MAX_DURATION)));
    }

    private int number(NodeConfKey key, int least, int most) {
        int number = NodeWords.wholeNumber(text(key));
        if (number < least || number > most) {
            wrong(key, "a whole number from " + least + " to " + most);
        }
        return number;
    }

    private boolean yesOrNo(NodeConfKey key) {
        String value = text(key);
        if (!value.equals("yes") && !value.equals("no")) {
            wrong(key, "yes or no");
        }
        return value.equals("yes");
    }

    private List<String> list(NodeConfKey key) {
        List<String> values = new ArrayList<>();
        for (String part : text(key).split(",", -1)) {
            if (!part.isBlank()) {
                values.add(part.strip());
            }
        }
        return values;
    }

    private String text(NodeConfKey key) {
        Given value = given.get(key);
        if (value != null && (!value.value().isEmpty() || key.defaultValue().isPresent())) {
            return value.value();
        }
        if (key.defaultValue().isEmpty()) {
            problems.add(file + ": " + key.text() + ": must be given");
            return "";
        }
        return key.defaultValue().get();
    }

    private void wrong(NodeConfKey key, String right) {
        Given value = given.get(key);
        if (value != null) {
            problems.add(file + ": line " + value.line() + ": " + key.text() + ": must be " + right);
        }
    }
}
