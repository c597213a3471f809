package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.protocol.SlotKey;

/**
 * When agents were last heard of. In memory, for a word a minute of a thousand agents is not worth a commit each; after a
 * start, agents count as heard of at the start, so that nobody is lost because we were away.
 */
public final class LastSeen {
    private final Instant startedAt;
    private final Map<SlotKey, Instant> slots = new ConcurrentHashMap<>();
    private final Map<String, Instant> nodes = new ConcurrentHashMap<>();
    private final Map<String, Instant> unwritten = new ConcurrentHashMap<>();

    public LastSeen(Instant startedAt, Map<String, Instant> nodes) {
        this.startedAt = startedAt;
        this.nodes.putAll(nodes);
    }

    void of(SlotKey slot, String node, Instant now) {
        slots.put(slot, now);
        nodes.put(node, now);
        unwritten.put(node, now);
    }

    /** Of agents only: null when this process has not heard of it. */
    Optional<Instant> slot(SlotKey slot) {
        return Optional.ofNullable(slots.get(slot));
    }

    Map<String, Instant> nodes() {
        return nodes;
    }

    /** What decisions go by: for each claimed slot the last word, at least this process's start. */
    public Map<SlotKey, Instant> of(Lease lease) {
        Map<SlotKey, Instant> heard = new HashMap<>();
        for (Slot slot : lease.slots()) {
            if (slot.claimed() && slot.open()) {
                heard.put(slot.key(), slots.getOrDefault(slot.key(), startedAt));
            }
        }
        return heard;
    }

    /** Nodes that were heard of and not written down yet. */
    Map<String, Instant> unwritten() {
        return Map.copyOf(unwritten);
    }

    void written(Map<String, Instant> seen) {
        seen.forEach(unwritten::remove);
    }

    void forget(Lease settled) {
        settled.slots().forEach(slot -> slots.remove(slot.key()));
    }
}
