package org.vmpilot.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.TrustedFile;

/** Reads {@code node.conf}: {@code key = value} lines, lines that begin with {@code #} are comments. The scripts read the same file by the same rules. */
public final class NodeConfFile {
    private static final int LIMIT = 64 << 10;

    private NodeConfFile() {}

    /** @throws NodeConfException with everything that is wrong; also when the file's owner or mode is */
    public static NodeConf read(Path file) throws NodeConfException {
        String text;
        try {
            text = TrustedFile.read(file, LIMIT);
        } catch (IOException e) {
            throw new NodeConfException(List.of(e.getMessage()));
        }
        return parse(file, text);
    }

    /** How to reach the coordinator; empty: not even that can be read of it. */
    public static Optional<CoordinatorAccess> access(Path file) {
        try {
            return access(file, TrustedFile.read(file, LIMIT));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<CoordinatorAccess> access(Path file, String text) {
        List<String> problems = new ArrayList<>();
        CoordinatorAccess access = new NodeConfValues(file, given(file, text, new ArrayList<>()), problems).access();
        return problems.isEmpty() ? Optional.of(access) : Optional.empty();
    }

    static NodeConf parse(Path file, String text) throws NodeConfException {
        List<String> problems = new ArrayList<>();
        NodeConf conf = new NodeConfValues(file, given(file, text, problems), problems).conf();
        if (!problems.isEmpty()) {
            throw new NodeConfException(problems);
        }
        return conf;
    }

    private static Map<NodeConfKey, NodeConfValues.Given> given(Path file, String text, List<String> problems) {
        Map<NodeConfKey, NodeConfValues.Given> given = new EnumMap<>(NodeConfKey.class);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                line(file + ": line " + number + ": ", number, stripped, given, problems);
            }
        }
        return given;
    }

    private static void line(
            String place,
            int number,
            String line,
            Map<NodeConfKey, NodeConfValues.Given> given,
            List<String> problems) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            problems.add(place + "not of the form 'key = value'");
            return;
        }
        String word = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        Optional<NodeConfKey> key = NodeConfKey.of(word);
        if (key.isEmpty()) {
            String meant = NodeConfKey.nearest(word)
                    .map(near -> " (did you mean '" + near.text() + "'?)")
                    .orElse("");
            problems.add(place + word + ": no such key" + meant);
        } else if (given.containsKey(key.get())) {
            problems.add(place + word + ": given twice; first in line "
                    + given.get(key.get()).line());
        } else {
            given.put(key.get(), new NodeConfValues.Given(number, value));
        }
    }
}
