package org.vmpilot.coordinator.offers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.SlotPlan;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.NodeFactsView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;

/** Which nodes could hold a lease, by what they said of themselves with their last claims. From any thread. */
public final class Offers {
    private final List<String> configured;
    private final Function<String, Optional<NodeFactsView>> facts;

    public Offers(CoordinatorConfig config, Nodes nodes) {
        this(config.nodes().stream().map(CoordinatorConfig.Node::name).toList(), nodes::facts);
    }

    Offers(List<String> configured, Function<String, Optional<NodeFactsView>> facts) {
        this.configured = configured;
        this.facts = facts;
    }

    /**
     * What no node could do, of those that have said what they can. Never more than a warning: a node.conf may have been mended since, and the next claim there
     * says so only if there is one.
     */
    public List<String> warnings(LeaseRequest request) {
        List<NodeFactsView> known =
                configured.stream().flatMap(node -> facts.apply(node).stream()).toList();
        if (known.isEmpty()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        for (List<GuestOrder> guests : shapes(request)) {
            List<List<String>> objections = known.stream()
                    .map(node -> NodeFit.objections(node, guests, request.longest()))
                    .toList();
            if (objections.stream().noneMatch(List::isEmpty)) {
                warnings.add(words(guests, objections));
            }
        }
        return warnings.stream().distinct().toList();
    }

    private String words(List<GuestOrder> guests, List<List<String>> objections) {
        Map<String, Long> counted = objections.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(words -> words, LinkedHashMap::new, Collectors.counting()));
        String most = counted.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        int silent = configured.size() - objections.size();
        return "no node could take a slot with guest " + guests.get(0).label() + ", by what "
                + objections.size() + " of " + configured.size() + " nodes have said of themselves: " + most
                + (silent > 0 ? "; " + silent + " may be able to" : "");
    }

    /** The slots that differ in what they need. */
    private static Set<List<GuestOrder>> shapes(LeaseRequest request) {
        Map<Object, List<GuestOrder>> shapes = new LinkedHashMap<>();
        SlotPlan.guests(request)
                .forEach(guests ->
                        shapes.putIfAbsent(guests.stream().map(GuestOrder::spec).toList(), guests));
        return new LinkedHashSet<>(shapes.values());
    }

    /**
     * How many nodes could take a slot of it.
     *
     * @param nodes as they are now
     */
    public OfferView.Nodes nodes(LeaseRequest request, List<NodeView> nodes) {
        Set<List<GuestOrder>> shapes = shapes(request);
        int ever = 0;
        int everUnknown = 0;
        int now = 0;
        int nowUnknown = 0;
        List<Instant> told = new ArrayList<>();
        for (NodeView node : nodes) {
            boolean known = node.facts() != null;
            boolean fits = known
                    && shapes.stream()
                            .anyMatch(guests -> NodeFit.objections(node.facts(), guests, request.longest())
                                    .isEmpty());
            boolean free = isFree(node);
            ever += fits ? 1 : 0;
            now += fits && free ? 1 : 0;
            everUnknown += known ? 0 : 1;
            nowUnknown += !known && free ? 1 : 0;
            if (known) {
                told.add(node.facts().toldAt());
            }
        }
        Instant oldest = told.stream().min(Comparator.naturalOrder()).orElse(null);
        return new OfferView.Nodes(nodes.size(), ever, everUnknown, now, nowUnknown, oldest);
    }

    /** Nobody of ours is there, nothing closes it, and the LRM, as far as it says, has it up. */
    private static boolean isFree(NodeView node) {
        boolean refused = node.agent() != null && node.agent().standing().startsWith("too_");
        boolean up = node.lrm() == null || node.lrm().startsWith("up");
        return node.state().equals("ordinary") && node.drain() == null && up && !refused;
    }
}
