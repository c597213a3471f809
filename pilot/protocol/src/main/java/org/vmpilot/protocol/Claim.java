package org.vmpilot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/**
 * The agent's first word: this job holds this node for this slot. The first claim of a slot wins; the same job and nonce
 * get the same answer again.
 *
 * @param job the LRM's job id as the launcher says it; the coordinator compares it with the one that it knows
 * @param nonce 32 hexadecimal digits, random, of this run of the agent
 * @param bootId the node's {@code /proc/sys/kernel/random/boot_id}
 * @param agent what the agent says of itself
 * @param facts what the node is made of and allows, a JSON object (docs/node-facts.schema.json); empty: not known
 */
public record Claim(
        SlotKey slot, String job, String node, String nonce, String bootId, Peer agent, Optional<String> facts) {
    /** The most characters of facts that are said or heard. */
    public static final int MOST_FACTS = 16 << 10;

    /** Without facts. */
    public Claim(SlotKey slot, String job, String node, String nonce, String bootId, Peer agent) {
        this(slot, job, node, nonce, bootId, agent, Optional.empty());
    }

    /** Of this program. */
    public Claim(SlotKey slot, String job, String node, String nonce, String bootId) {
        this(slot, job, node, nonce, bootId, Peer.own());
    }

    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", slot.text());
        fields.put("job", job);
        fields.put("node", node);
        fields.put("nonce", nonce);
        fields.put("boot_id", bootId);
        fields.put("agent", agent.toFields());
        facts.ifPresent(text -> fields.put("facts", Json.parse(text)));
        return Json.write(fields);
    }

    public static Claim fromJson(String json) {
        JsonFields fields = Json.fields(json);
        return new Claim(
                SlotKey.parse(fields.text("slot")),
                fields.text("job"),
                fields.text("node"),
                fields.text("nonce"),
                fields.text("boot_id"),
                Peer.in(fields, "agent"),
                fields.json("facts").filter(text -> text.length() <= MOST_FACTS));
    }
}
