package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;
import org.vmpilot.protocol.view.NodeFactsView;

/** Reads a node's facts (docs/node-facts.schema.json). A fact that is missing, or has not its form, is not known: the others are. */
final class FactsText {
    private static final int MOST = 256;

    private FactsText() {}

    /** @throws JsonException it is no JSON object */
    static NodeFactsView read(String text, Instant at) {
        JsonFields fields = Json.fields(text);
        return new NodeFactsView(
                at,
                number(fields, "cpus"),
                number(fields, "memory_mib"),
                number(fields, "guest_memory_mib"),
                number(fields, "guest_memory_free_mib"),
                maybe(fields, "xen", name -> fields.text(name)),
                words(fields, "kinds"),
                words(fields, "bridges"),
                limits(maybe(fields, "limits", name -> fields.object(name))));
    }

    private static NodeFactsView.Limits limits(JsonFields fields) {
        return fields == null
                ? null
                : new NodeFactsView.Limits(
                        number(fields, "guests_max"),
                        number(fields, "guest_memory_max"),
                        number(fields, "guest_vcpus_max"),
                        number(fields, "duration_max"),
                        words(fields, "kernels"),
                        words(fields, "images"),
                        words(fields, "disk_formats"),
                        words(fields, "bridges"),
                        words(fields, "boot_loaders"));
    }

    private static Integer number(JsonFields fields, String name) {
        Integer number = maybe(fields, name, fields::integer);
        return number == null || number < 0 ? null : number;
    }

    private static List<String> words(JsonFields fields, String name) {
        List<String> words = maybe(fields, name, fields::texts);
        return words == null || words.size() > MOST
                ? null
                : words.stream().sorted().toList();
    }

    private static <T> T maybe(JsonFields fields, String name, Function<String, T> reading) {
        try {
            return fields.has(name) ? reading.apply(name) : null;
        } catch (JsonException e) {
            return null;
        }
    }
}
