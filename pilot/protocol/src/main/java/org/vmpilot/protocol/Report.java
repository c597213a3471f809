package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/**
 * One thing that happened in a slot. Reports may come late and doubled: slot and sequence number name one for ever.
 *
 * @param sequence counts from 1 within the slot
 * @param elapsedMs milliseconds since vmpilot-node began on the node
 * @param guest which guest, where the event is of one
 * @param words for people, may be empty
 * @param instruction which one was done; 0: the event is of none
 */
public record Report(
        SlotKey slot,
        String nonce,
        int sequence,
        Event event,
        long elapsedMs,
        OptionalInt guest,
        String words,
        int instruction) {
    public Report {
        words = Bounded.words(words);
    }

    /** Of no instruction. */
    public Report(
            SlotKey slot, String nonce, int sequence, Event event, long elapsedMs, OptionalInt guest, String words) {
        this(slot, nonce, sequence, event, elapsedMs, guest, words, 0);
    }

    /** So the words begin where there is less memory than the order wants, or Xen holds it. */
    public static final String NO_ROOM = "dom0 did not make room";

    public enum Event {
        /** The order passed the node's policy and is on disk. */
        RECORDED,
        /** dom0 has made room. */
        ROOM,
        /** The agent begins to start guests. */
        STARTING,
        GUEST_UP,
        GUEST_FAILED,
        GUEST_ENDED,
        /** The slot ends; {@link Report#words} begins with the notice's name. */
        ENDING,
        /** The order was refused by the node's own policy; nothing was touched. */
        POLICY,
        /** The coordinator has said something that the agent does not know: {@link Report#words} names it, and nothing came of it. */
        UNKNOWN_WORD,
        /** The slot has its new end, on disk: {@link Report#instruction} is done. */
        END_MOVED
    }

    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", slot.text());
        fields.put("nonce", nonce);
        fields.put("sequence", sequence);
        fields.put("event", event.name());
        fields.put("elapsed_ms", elapsedMs);
        guest.ifPresent(index -> fields.put("guest", index));
        fields.put("words", words);
        if (instruction > 0) {
            fields.put("instruction", instruction);
        }
        return Json.write(fields);
    }

    public static Report fromJson(String json) {
        return fromFields(Json.fields(json));
    }

    /** Whether it tells of something that is known here: a later agent may report more. */
    public static boolean isKnown(JsonFields fields) {
        return fields.isOneOf("event", Event.class);
    }

    /** @throws org.vmpilot.protocol.json.JsonException naming the field that is wrong */
    public static Report fromFields(JsonFields fields) {
        Optional<Integer> guest = fields.optionalInteger("guest");
        return new Report(
                SlotKey.parse(fields.text("slot")),
                fields.text("nonce"),
                fields.integer("sequence"),
                fields.word("event", Event.class),
                fields.number("elapsed_ms"),
                guest.isPresent() ? OptionalInt.of(guest.get()) : OptionalInt.empty(),
                fields.text("words"),
                fields.optionalInteger("instruction").orElse(0));
    }
}
