package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/** The body of {@code ready} and {@code poll}: which slot speaks, in which run of its agent. */
public record SlotCall(SlotKey slot, String nonce) {
    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", slot.text());
        fields.put("nonce", nonce);
        return Json.write(fields);
    }

    public static SlotCall fromJson(String json) {
        JsonFields fields = Json.fields(json);
        return new SlotCall(SlotKey.parse(fields.text("slot")), fields.text("nonce"));
    }
}
