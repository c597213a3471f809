package org.vmpilot.coordinator.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;

/**
 * The site at one moment, as series show it.
 *
 * @param leases by state; {@code slots} likewise, those that are not over
 * @param agents heard and silent
 * @param nodes by condition; a node may be in several
 * @param alarms by kind
 * @param oldestDrain for how long the LRM has not taken what it was to be told of a node; zero: nothing is pending
 */
record SiteState(
        Map<String, Integer> leases,
        Map<String, Integer> slots,
        Map<String, Integer> agents,
        Map<String, Integer> nodes,
        Map<String, Integer> alarms,
        Duration oldestDrain) {
    /** As docs/api.md has them. */
    static final List<String> ALARMS = List.of(
            "drain_failed",
            "resume_failed",
            "drain_gone",
            "silent",
            "no_certificate",
            "node_closed",
            "black_hole",
            "queue_patience",
            "wrong_key",
            "former_key",
            "unknown_node",
            "claimed_elsewhere",
            "clock_set",
            "tls_certificate");

    static SiteState of(SiteSources sources) {
        Instant now = sources.clock().instant();
        Map<String, Integer> leases = counts(LeaseState.values());
        Map<String, Integer> slots = counts(SlotState.values());
        slots.keySet()
                .removeIf(
                        word -> SlotState.valueOf(word.toUpperCase(Locale.ROOT)).closed());
        Map<String, Integer> agents = new LinkedHashMap<>(Map.of("heard", 0, "silent", 0));
        Set<String> held = new HashSet<>();
        Set<String> silent = new HashSet<>();
        for (Lease lease : sources.leases().leases()) {
            leases.merge(label(lease.state()), 1, Integer::sum);
            for (Slot slot : lease.slots()) {
                if (!slot.open()) {
                    continue;
                }
                slots.merge(label(slot.state()), 1, Integer::sum);
                if (slot.claimed()) {
                    String node = slot.holder().orElseThrow().node();
                    held.add(node);
                    boolean heard = sources.heard(slot, now);
                    agents.merge(heard ? "heard" : "silent", 1, Integer::sum);
                    if (!heard) {
                        silent.add(node);
                    }
                }
            }
        }
        Map<String, Integer> alarms = new LinkedHashMap<>();
        ALARMS.forEach(kind -> alarms.put(kind, 0));
        sources.alarms().each().forEach(alarm -> alarms.merge(alarm.kind(), 1, Integer::sum));
        return new SiteState(leases, slots, agents, nodes(sources, held, silent), alarms, oldest(sources, now));
    }

    private static Map<String, Integer> nodes(SiteSources sources, Set<String> held, Set<String> silent) {
        int drained = 0;
        int pending = 0;
        for (Drain drain : sources.nodes().drains()) {
            pending += drain.pending() ? 1 : 0;
            drained += drain.pending() ? 0 : 1;
        }
        Map<String, Integer> nodes = new LinkedHashMap<>();
        nodes.put("configured", sources.configured());
        nodes.put("leased", held.size());
        nodes.put("dirty", sources.nodes().notClean().size());
        nodes.put("drained", drained);
        nodes.put("drain_pending", pending);
        nodes.put("silent", silent.size());
        return nodes;
    }

    private static Duration oldest(SiteSources sources, Instant now) {
        return sources.nodes().drains().stream()
                .filter(Drain::pending)
                .map(drain -> Duration.between(drain.since(), now))
                .filter(age -> !age.isNegative())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Map<String, Integer> counts(Enum<?>[] words) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Enum<?> word : words) {
            counts.put(label(word), 0);
        }
        return counts;
    }

    private static String label(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
