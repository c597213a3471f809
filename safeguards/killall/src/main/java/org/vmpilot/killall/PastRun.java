package org.vmpilot.killall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/**
 * What a journal says of its run.
 *
 * @param results the newest of each node
 * @param over whether it came to its end
 */
record PastRun(Verb verb, boolean everyGuest, NodeSet nodes, Map<String, NodeResult> results, boolean over) {
    /** Nodes on which something is left to be done. */
    NodeSet open() {
        return NodeSet.of(nodes.stream()
                .filter(node -> !results.containsKey(node)
                        || !results.get(node).verdict().isGood())
                .toList());
    }

    /** @throws IOException with words for people */
    static PastRun read(Path journals, String run) throws IOException {
        Path file = journals.resolve(run).resolve(Journal.FILE);
        if (!run.matches("[0-9A-Za-z-]+") || !Files.isRegularFile(file)) {
            throw new IOException("no such run: " + run + " (in " + journals + ")");
        }
        List<JsonFields> lines = new ArrayList<>();
        for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)) {
            try {
                lines.add(Json.fields(line));
            } catch (JsonException e) {
                // The last line before a crash may be torn.
            }
        }
        try {
            return past(lines);
        } catch (JsonException | NodeSetException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + ": not a journal of kill-all: " + e.getMessage(), e);
        }
    }

    private static PastRun past(List<JsonFields> lines) throws NodeSetException {
        JsonFields head = lines.get(0);
        boolean over = false;
        Map<String, NodeResult> results = new LinkedHashMap<>();
        for (JsonFields line : lines.subList(1, lines.size())) {
            over = line.has("over");
            if (!over) {
                NodeResult result = ResultJson.read(line);
                results.put(result.node(), result);
            }
        }
        return new PastRun(
                Verb.of(head.text("verb")), head.flag("every_guest"), NodeSet.parse(head.text("nodes")), results, over);
    }

    /** The newest run that did not come to its end. */
    static Optional<String> newestOpen(Path journals) throws IOException {
        List<String> runs;
        try (Stream<Path> folders = Files.isDirectory(journals) ? Files.list(journals) : Stream.empty()) {
            runs = folders.map(folder -> folder.getFileName().toString())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (String run : runs) {
            if (!read(journals, run).over()) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }
}
