package org.vmpilot.coordinator.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.Moment;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.coordinator.state.SlotState;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.protocol.view.NodeView;

/** Nodes as the API shows them: those of the configuration, and those that were ever heard of. From any thread. */
final class NodeViews {
    private final Engine engine;
    private final List<String> configured;

    NodeViews(Engine engine, List<String> configured) {
        this.engine = engine;
        this.configured = configured;
    }

    private record Held(Lease lease, Slot slot) {}

    List<NodeView> all() {
        Map<String, List<Held>> held = held();
        Map<String, StoreReads.NotClean> notClean = new HashMap<>();
        engine.ports().store().reads().notClean().forEach(look -> notClean.put(look.node(), look));
        Map<String, Instant> seen = engine.heard().nodes();
        TreeSet<String> names = new TreeSet<>(configured);
        names.addAll(held.keySet());
        names.addAll(notClean.keySet());
        names.addAll(seen.keySet());
        return names.stream()
                .map(name -> node(name, held.getOrDefault(name, List.of()), Optional.ofNullable(notClean.get(name))))
                .toList();
    }

    private Map<String, List<Held>> held() {
        Map<String, List<Held>> held = new HashMap<>();
        for (Lease lease : engine.decisions().book().leases()) {
            for (Slot slot : lease.slots()) {
                if (slot.open() && slot.claimed()) {
                    held.computeIfAbsent(slot.holder().orElseThrow().node(), node -> new ArrayList<>())
                            .add(new Held(lease, slot));
                }
            }
        }
        return held;
    }

    private NodeView node(String name, List<Held> held, Optional<StoreReads.NotClean> notClean) {
        String leases = held.stream()
                .map(one -> one.lease().token().text())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        Instant until = held.stream()
                .flatMap(one -> one.lease().endsAt().stream())
                .max(Instant::compareTo)
                .orElse(null);
        if (notClean.isPresent()) {
            StoreReads.NotClean look = notClean.get();
            String why = "slot " + look.slot() + ": " + look.verdict()
                    + (look.detail().isEmpty() ? "" : ", " + look.detail());
            return new NodeView(name, "barred", leases.isEmpty() ? null : leases, until, why, look.since());
        }
        if (held.isEmpty()) {
            return new NodeView(name, "ordinary", null, null, null, null);
        }
        boolean ends = held.stream().allMatch(one -> one.slot().state() == SlotState.ENDING);
        Instant since = held.stream()
                .flatMap(one -> one.slot().moments().of(Moment.CLAIMED).stream())
                .min(Instant::compareTo)
                .orElse(null);
        return new NodeView(name, ends ? "ending" : "leased", leases, until, null, since);
    }
}
