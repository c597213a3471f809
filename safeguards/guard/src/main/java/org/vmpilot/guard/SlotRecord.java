package org.vmpilot.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vmpilot.protocol.SlotKey;

/**
 * The slot record: who we are, all UUIDs, when it must end. It is on disk before the first guest starts; reaper and guard
 * read it with a parser of their own (it is never sourced).
 *
 * @param job as the LRM shows it ({@link LrmJob#word}); {@code hookJob}: as its prolog and epilog are told it
 * @param createdMs uptime at which it was first written; {@code startedMs}: when vmpilot-node began
 * @param deadlineMs uptime at which the slot must end; 0: not known yet
 * @param memoryMib what dom0 gives up for all guests, overhead included
 * @param endingMs the polite budget
 */
public record SlotRecord(
        SlotKey slot,
        String node,
        String job,
        String hookJob,
        LrmName lrm,
        String bootId,
        String nonce,
        long createdMs,
        long startedMs,
        long deadlineMs,
        int memoryMib,
        long endingMs,
        List<GuestLine> guests) {

    /** One guest of the record. */
    public record GuestLine(String uuid, String name, int memoryMib) {}

    public SlotRecord {
        guests = List.copyOf(guests);
    }

    public SlotRecord withDeadline(long deadline) {
        return new SlotRecord(
                slot, node, job, hookJob, lrm, bootId, nonce, createdMs, startedMs, deadline, memoryMib, endingMs,
                guests);
    }

    /** @throws IllegalArgumentException if a value has a character that scripts are not prepared for */
    public String toText() {
        StringBuilder out = new StringBuilder(512);
        put(out, "SLOT", slot.text());
        put(out, "NODE", node);
        put(out, "JOB", job);
        put(out, "HOOK_JOB", hookJob);
        put(out, "LRM", lrm.text());
        put(out, "LEASE", slot.lease().text());
        put(out, "BOOT_ID", bootId);
        put(out, "NONCE", nonce);
        put(out, "CREATED_MS", Long.toString(createdMs));
        put(out, "STARTED_MS", Long.toString(startedMs));
        put(out, "DEADLINE_MS", Long.toString(deadlineMs));
        put(out, "MEMORY_MIB", Integer.toString(memoryMib));
        put(out, "GUESTS", Integer.toString(guests.size()));
        put(out, "ENDING_MS", Long.toString(endingMs));
        for (int i = 0; i < guests.size(); i++) {
            put(out, "GUEST_" + i + "_UUID", guests.get(i).uuid());
            put(out, "GUEST_" + i + "_NAME", guests.get(i).name());
            put(
                    out,
                    "GUEST_" + i + "_MEMORY_MIB",
                    Integer.toString(guests.get(i).memoryMib()));
        }
        return out.toString();
    }

    private static void put(StringBuilder out, String key, String value) {
        if (!NodeWords.isRecordValue(value)) {
            throw new IllegalArgumentException(key + " cannot be written to a slot record: '" + value + "'");
        }
        out.append(key).append('=').append(value).append('\n');
    }

    /** @throws IllegalArgumentException naming the line or the key that is wrong */
    public static SlotRecord parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.strip().split("\n", -1)) {
            number++;
            int equals = line.indexOf('=');
            if (equals < 1 || values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "slot record, line " + number + ": not KEY=VALUE, or the key again: " + line);
            }
        }
        List<GuestLine> guests = new ArrayList<>();
        long count = number(values, "GUESTS");
        for (int i = 0; i < count; i++) {
            guests.add(new GuestLine(value(values, "GUEST_" + i + "_UUID"), value(values, "GUEST_" + i + "_NAME"), (int)
                    number(values, "GUEST_" + i + "_MEMORY_MIB")));
        }
        return new SlotRecord(
                SlotKey.parse(value(values, "SLOT")),
                value(values, "NODE"),
                value(values, "JOB"),
                // Not in those of an earlier release: an upgrade finds slots that live.
                values.getOrDefault("HOOK_JOB", value(values, "JOB")),
                LrmName.of(value(values, "LRM")),
                value(values, "BOOT_ID"),
                value(values, "NONCE"),
                number(values, "CREATED_MS"),
                number(values, "STARTED_MS"),
                number(values, "DEADLINE_MS"),
                (int) number(values, "MEMORY_MIB"),
                number(values, "ENDING_MS"),
                guests);
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("slot record: " + key + " is missing");
        }
        return value;
    }

    private static long number(Map<String, String> values, String key) {
        try {
            return Long.parseLong(value(values, key));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slot record: " + key + " is not a number: " + values.get(key), e);
        }
    }
}
