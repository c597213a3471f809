package org.vmpilot.killall;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;
import org.vmpilot.protocol.json.JsonFields;

/** A node's result as journal and {@code --json} have it. */
final class ResultJson {
    private ResultJson() {}

    static Map<String, Object> write(NodeResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", result.node());
        json.put("verdict", result.verdict().name());
        json.put("why", result.why());
        json.put("frozen", result.frozen());
        json.put("ours", result.ours());
        json.put("residues", result.residues());
        json.put("foreign", result.foreign());
        json.put("ms", result.millis());
        return json;
    }

    static NodeResult read(JsonFields fields) {
        return new NodeResult(
                fields.text("node"),
                fields.word("verdict", NodeVerdict.class),
                fields.text("why"),
                fields.flag("frozen"),
                fields.integer("ours"),
                fields.texts("residues"),
                fields.texts("foreign"),
                fields.number("ms"));
    }
}
