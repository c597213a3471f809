package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;

/** What the coordinator says to a claim. */
public sealed interface ClaimAnswer {
    record Granted(Order order) implements ClaimAnswer {}

    /** The claim lost, for good: the agent leaves with nothing touched. */
    record Refused(Reason reason, String words) implements ClaimAnswer {}

    /** Ask again: the coordinator is not ready to say (starting, or its store is busy). */
    record Later(String words) implements ClaimAnswer {}

    enum Reason {
        /** No such slot was ever made here. */
        UNKNOWN_SLOT,
        /** Another job, node or run of the agent has the slot. */
        TAKEN,
        /** The slot, its attempt or its lease is over. */
        OVER,
        /** The coordinator refuses new guests: kill-all's mark. */
        FROZEN
    }

    default String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (this instanceof Granted granted) {
            fields.put("answer", "GRANTED");
            fields.put("order", OrderJson.write(granted.order()));
        } else if (this instanceof Refused refused) {
            fields.put("answer", "REFUSED");
            fields.put("reason", refused.reason().name());
            fields.put("words", refused.words());
        } else if (this instanceof Later later) {
            fields.put("answer", "LATER");
            fields.put("words", later.words());
        }
        return Json.write(fields);
    }

    static ClaimAnswer fromJson(String json) {
        JsonFields fields = Json.fields(json);
        String answer = fields.text("answer");
        return switch (answer) {
            case "GRANTED" -> new Granted(OrderJson.read(fields.object("order")));
            case "REFUSED" -> new Refused(fields.word("reason", Reason.class), fields.text("words"));
            case "LATER" -> new Later(fields.text("words"));
            default -> throw new JsonException("unknown answer to a claim: " + answer);
        };
    }
}
