package org.vmpilot.killall.ssh;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;

/** One line of what a node's entry prints (docs/kill-all.md). The node is not trusted: everything is bounded and made printable. */
sealed interface Answer {
    String FORMAT = "vmpilot-killall/1";

    /** The mark is on disk. */
    record Marked() implements Answer {}

    record Certificate(String slot, String json) implements Answer {}

    record Verdict(NodeResult result) implements Answer {}

    /** It begins like a line of the entry's, and is none: cut off, or not JSON, or with a certificate that does not read back. */
    record Unreadable(String words) implements Answer {}

    /** Empty: not a line of the entry's (a banner, a shell's complaint). */
    static Optional<Answer> of(String node, String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonFields fields = Json.fields(line);
            if (!fields.optionalText("format").equals(Optional.of(FORMAT))) {
                return Optional.empty();
            } else if (fields.has("certificate")) {
                return Optional.of(certificate(line, fields));
            } else if (fields.has("verdict")) {
                return Optional.of(new Verdict(result(node, fields)));
            }
            return fields.optionalText("step").equals(Optional.of("frozen"))
                    ? Optional.of(new Marked())
                    : Optional.empty();
        } catch (JsonException | IllegalArgumentException e) {
            return Optional.of(new Unreadable(Printable.of(line)));
        }
    }

    private static Answer certificate(String line, JsonFields fields) {
        JsonFields said = fields.object("certificate");
        String slot = SlotKey.parse(said.text("slot")).toString();
        org.vmpilot.protocol.Verdict.valueOf(said.text("verdict").toUpperCase(Locale.ROOT));
        Object json = ((Map<?, ?>) Json.parse(line)).get("certificate");
        return new Certificate(slot, Json.write(json));
    }

    private static NodeResult result(String node, JsonFields fields) {
        NodeVerdict verdict = NodeVerdict.valueOf(
                fields.text("verdict").toUpperCase(Locale.ROOT).replace(' ', '_'));
        return new NodeResult(
                node,
                verdict,
                Printable.of(fields.optionalText("why").orElse("")),
                fields.flag("frozen"),
                fields.integer("ours"),
                printable(fields.texts("residues")),
                printable(fields.texts("foreign")),
                0);
    }

    private static List<String> printable(List<String> texts) {
        return texts.stream().limit(Printable.MOST_TEXTS).map(Printable::of).toList();
    }
}
