package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/**
 * The body of {@code ready} and {@code poll}: which slot speaks, in which run of its agent.
 *
 * @param heard the newest instruction that the agent has heard; 0: none
 */
public record SlotCall(SlotKey slot, String nonce, int heard) {
    /** Of an agent that has heard no instruction. */
    public SlotCall(SlotKey slot, String nonce) {
        this(slot, nonce, 0);
    }

    public SlotCall heard(int number) {
        return new SlotCall(slot, nonce, number);
    }

    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", slot.text());
        fields.put("nonce", nonce);
        if (heard > 0) {
            fields.put("heard", heard);
        }
        return Json.write(fields);
    }

    public static SlotCall fromJson(String json) {
        JsonFields fields = Json.fields(json);
        return new SlotCall(
                SlotKey.parse(fields.text("slot")),
                fields.text("nonce"),
                fields.optionalInteger("heard").orElse(0));
    }
}
