package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.offers.SiteAdmission;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeView;

/** Nodes as the API shows them: those of the configuration, and those that were ever heard of. From any thread. */
public final class NodeViews {
    private final OpenLeases leases;
    private final Reads reads;
    private final Nodes nodes;
    private final Alarms alarms;
    private final SiteAdmission admission;
    private final List<String> configured;

    public NodeViews(
            OpenLeases leases,
            Reads reads,
            Nodes nodes,
            Alarms alarms,
            SiteAdmission admission,
            CoordinatorConfig config) {
        this.admission = admission;
        this.leases = leases;
        this.reads = reads;
        this.nodes = nodes;
        this.alarms = alarms;
        this.configured =
                config.nodes().stream().map(CoordinatorConfig.Node::name).toList();
    }

    /** What is known of nodes, read once for all. */
    private record Known(
            Map<String, List<Held>> held, Map<String, StoreReads.Doubt> doubts, Map<String, String> alarms) {}

    private record Held(Lease lease, Slot slot) {}

    /** State, why, and since when. */
    private record Condition(String state, String why, Instant since) {}

    List<NodeView> all() {
        nodes.refresh();
        Known known = known();
        return names(known).stream().map(name -> node(name, known)).toList();
    }

    SortedSet<String> names() {
        return names(known());
    }

    private SortedSet<String> names(Known known) {
        SortedSet<String> names = new TreeSet<>(configured);
        names.addAll(known.held().keySet());
        names.addAll(known.doubts().keySet());
        names.addAll(nodes.heard());
        nodes.drains().forEach(drain -> names.add(drain.node()));
        return names;
    }

    private Known known() {
        Map<String, StoreReads.Doubt> doubts = new HashMap<>();
        reads.doubts().forEach(doubt -> doubts.putIfAbsent(doubt.node(), doubt));
        Map<String, String> alarms = new HashMap<>();
        for (AlarmView alarm : this.alarms.all()) {
            alarms.merge(alarm.node(), alarm.words(), (one, other) -> one + "; " + other);
        }
        return new Known(held(), doubts, alarms);
    }

    private Map<String, List<Held>> held() {
        Map<String, List<Held>> held = new HashMap<>();
        for (Lease lease : this.leases.leases()) {
            for (Slot slot : lease.slots()) {
                if (slot.open() && slot.claimed()) {
                    held.computeIfAbsent(slot.holder().orElseThrow().node(), node -> new ArrayList<>())
                            .add(new Held(lease, slot));
                }
            }
        }
        return held;
    }

    private NodeView node(String name, Known known) {
        List<Held> held = known.held().getOrDefault(name, List.of());
        String leases = held.stream()
                .map(one -> one.lease().token().text())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        Instant until = held.stream()
                .flatMap(one -> one.lease().endsAt().stream())
                .max(Instant::compareTo)
                .orElse(null);
        Optional<Drain> drain = nodes.drain(name);
        Condition condition =
                condition(name, held, Optional.ofNullable(known.doubts().get(name)), drain);
        return new NodeView(
                name,
                condition.state(),
                leases.isEmpty() ? null : leases,
                until,
                condition.why(),
                condition.since(),
                drain.map(there -> there.step().name().toLowerCase(Locale.ROOT)).orElse(null),
                nodes.lrmState(name).map(NodeViews::words).orElse(null),
                known.alarms().get(name),
                !held.isEmpty() || known.doubts().containsKey(name),
                nodes.agent(name).orElse(null),
                nodes.facts(name).orElse(null),
                admission.ofNode(name).orElse(null));
    }

    /** A node that holds guests is said to: whatever else there is about it must not hide them from kill-all. */
    private Condition condition(String name, List<Held> held, Optional<StoreReads.Doubt> doubt, Optional<Drain> drain) {
        Optional<Condition> closed = doubt.map(why -> new Condition("barred", why.words(), why.since()))
                .or(() -> nodes.closed(name)
                        .map(said -> new Condition("barred", "it says: " + said.words(), said.since())))
                .or(() -> drain.map(NodeViews::drained));
        if (held.isEmpty()) {
            return closed.or(() ->
                            nodes.lrmState(name).filter(NodeState::drained).map(NodeViews::drainedInLrm))
                    .orElse(new Condition("ordinary", null, null));
        }
        boolean ends = held.stream().allMatch(one -> one.slot().state() == SlotState.ENDING);
        Instant since = held.stream()
                .flatMap(one -> one.slot().moments().of(Moment.CLAIMED).stream())
                .min(Instant::compareTo)
                .orElse(null);
        String why = closed.map(condition -> condition.state() + ": " + condition.why())
                .orElse(null);
        return new Condition(ends ? "ending" : "leased", why, since);
    }

    private static Condition drained(Drain drain) {
        String resume = "vmpilot nodes --resume " + drain.node();
        String now = drain.step() == Drain.Step.LIFTING
                ? "; clean, and being given back to the LRM"
                : drain.heldByHand() ? "; only " + resume + " gives it back" : "; clean now: " + resume;
        return new Condition("drained", drain.reason() + now, drain.since());
    }

    private static Condition drainedInLrm(NodeState state) {
        return new Condition("drained", "in the LRM: " + state.reason().orElse("no reason given"), null);
    }

    private static String words(NodeState state) {
        String up = state.up() ? "up" : "down";
        return state.drained()
                ? up + ", drained" + state.reason().map(reason -> ": " + reason).orElse("")
                : up;
    }
}
