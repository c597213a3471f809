package org.vmpilot.protocol;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/** What the coordinator answers to {@code ready} and to {@code poll}, both long polls. */
public sealed interface Word {
    /** All slots of the lease are ready; its duration counts from now. */
    record Go() implements Word {}

    /** Nothing new: ask again. */
    record Wait() implements Word {}

    /** The slot ends now. */
    record End(Notice notice, String words) implements Word {}

    /**
     * An instruction: the lease's duration, counted from GO, is this one from now on. Done at most once, answered by a report.
     *
     * @param number counts from 1 within the slot
     */
    record NewEnd(int number, Duration duration) implements Word {}

    /** A word that this program does not know: the coordinator is told so, and the slot goes on as it was. */
    record Unknown(String text) implements Word {}

    default String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (this instanceof Go) {
            fields.put("word", "GO");
        } else if (this instanceof Wait) {
            fields.put("word", "WAIT");
        } else if (this instanceof End end) {
            fields.put("word", "END");
            fields.put("notice", end.notice().name());
            fields.put("words", end.words());
        } else if (this instanceof NewEnd end) {
            fields.put("word", "NEW_END");
            fields.put("number", end.number());
            fields.put("duration_ms", end.duration().toMillis());
        } else if (this instanceof Unknown unknown) {
            fields.put("word", unknown.text());
        }
        return Json.write(fields);
    }

    static Word fromJson(String json) {
        JsonFields fields = Json.fields(json);
        String word = fields.text("word");
        return switch (word) {
            case "GO" -> new Go();
            case "WAIT" -> new Wait();
            case "END" -> end(fields);
            case "NEW_END" -> new NewEnd(fields.integer("number"), Duration.ofMillis(fields.number("duration_ms")));
            default -> new Unknown(word);
        };
    }

    /** An end is one, whatever a later coordinator calls its reason. */
    private static End end(JsonFields fields) {
        return fields.isOneOf("notice", Notice.class)
                ? new End(fields.word("notice", Notice.class), fields.text("words"))
                : new End(Notice.LEASE_ENDED, fields.text("notice") + ": " + fields.text("words"));
    }
}
