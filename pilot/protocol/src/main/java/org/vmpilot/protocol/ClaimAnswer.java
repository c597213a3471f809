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
        FROZEN,
        /** Agent and coordinator have no protocol in common, see {@link Peer#objection}. */
        VERSION,
        /** One that only a later coordinator has; the words begin with it. */
        OTHER
    }

    default String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (this instanceof Granted granted) {
            fields.put("answer", "GRANTED");
            fields.put("order", OrderJson.write(granted.order()));
        } else if (this instanceof Refused refused) {
            fields.put("answer", "REFUSED");
            // The first protocol takes an unknown reason for "cannot ask", and asks until its time is over.
            fields.put("reason", (refused.reason() == Reason.VERSION ? Reason.OVER : refused.reason()).name());
            if (refused.reason() == Reason.VERSION) {
                fields.put("because", Reason.VERSION.name());
            }
            fields.put("words", refused.words());
        } else if (this instanceof Later later) {
            fields.put("answer", "LATER");
            fields.put("words", later.words());
        }
        fields.put("coordinator", Peer.own().toFields());
        return Json.write(fields);
    }

    /** An answer, and who gave it. */
    record Given(ClaimAnswer answer, Peer coordinator) {}

    /**
     * @throws JsonException the coordinator has said something that this agent does not know
     * @throws IllegalArgumentException likewise, of a value
     */
    static Given given(String json) {
        return new Given(fromJson(json), Peer.in(Json.fields(json), "coordinator"));
    }

    private static Reason reason(JsonFields fields) {
        if (fields.has("because") && fields.isOneOf("because", Reason.class)) {
            return fields.word("because", Reason.class);
        }
        return fields.isOneOf("reason", Reason.class) ? fields.word("reason", Reason.class) : Reason.OTHER;
    }

    private static String words(JsonFields fields) {
        String words = fields.text("words");
        return reason(fields) == Reason.OTHER ? fields.text("reason") + ": " + words : words;
    }

    static ClaimAnswer fromJson(String json) {
        JsonFields fields = Json.fields(json);
        String answer = fields.text("answer");
        return switch (answer) {
            case "GRANTED" -> new Granted(OrderJson.read(fields.object("order")));
            case "REFUSED" -> new Refused(reason(fields), words(fields));
            case "LATER" -> new Later(fields.text("words"));
            default -> throw new JsonException("unknown answer to a claim: " + answer);
        };
    }
}
