package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/**
 * A pilot that makes no claim, and why: nothing on its node may be started.
 *
 * @param closed whether that holds for the whole node (a mark: frozen, barred), not for this slot alone
 * @param words one sentence for people
 */
public record Declined(SlotKey slot, String node, boolean closed, String words) {
    public Declined {
        words = Bounded.words(words);
    }

    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", slot.text());
        fields.put("node", node);
        fields.put("closed", closed);
        fields.put("words", words);
        return Json.write(fields);
    }

    public static Declined fromJson(String json) {
        JsonFields fields = Json.fields(json);
        return new Declined(
                SlotKey.parse(fields.text("slot")), fields.text("node"), fields.flag("closed"), fields.text("words"));
    }
}
