package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vmpilot.protocol.view.NodeFactsView;
import org.vmpilot.protocol.view.NodeView;

/**
 * Which nodes are wanted, a page by name. Who asks by facts is shown nodes of which they are known alone.
 *
 * @param guestMemory MiB that one guest could have there, by the machine and by node.conf
 * @param memoryFree MiB that guests could have had when it was last told
 * @param kind of guest: pv, pvh, hvm
 * @param bridge that a guest may join, and that is there as far as that is known
 * @param alike only nodes of which there are so many with equal facts
 * @param from the name after which the page begins
 */
public record NodeQuery(
        Optional<String> state,
        Optional<Integer> guestMemory,
        Optional<Integer> memoryFree,
        Optional<String> kind,
        Optional<String> bridge,
        Optional<Integer> alike,
        Optional<String> from,
        int most) {
    /** All nodes. */
    public static NodeQuery all(int most) {
        return new NodeQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                most);
    }

    Page<NodeView> page(List<NodeView> nodes) {
        List<NodeView> wanted = nodes.stream()
                .filter(view -> state.isEmpty() || view.state().equals(state.get()))
                .filter(this::fits)
                .toList();
        List<NodeView> found = alike(wanted).stream()
                .filter(view -> from.isEmpty() || view.node().compareTo(from.get()) > 0)
                .limit(most + 1L)
                .toList();
        return Page.of(found, most, NodeView::node);
    }

    private boolean fits(NodeView node) {
        boolean byFacts = guestMemory.isPresent() || memoryFree.isPresent() || kind.isPresent() || bridge.isPresent();
        return !byFacts || (node.facts() != null && fits(node.facts()));
    }

    private boolean fits(NodeFactsView facts) {
        NodeFactsView.Limits limits = facts.limits();
        return guestMemory
                        .filter(mib -> less(facts.guestMemoryMib(), mib)
                                || (limits != null && less(limits.guestMemoryMax(), mib)))
                        .isEmpty()
                && memoryFree
                        .filter(mib -> less(facts.guestMemoryFreeMib(), mib))
                        .isEmpty()
                && kind.filter(word -> lacks(facts.kinds(), word)).isEmpty()
                && bridge.filter(name -> limits == null || lacks(limits.bridges(), name) || isGone(facts, name))
                        .isEmpty();
    }

    private static boolean isGone(NodeFactsView facts, String bridge) {
        return facts.bridges() != null && !facts.bridges().contains(bridge);
    }

    private static boolean less(Integer has, int wanted) {
        return has == null || has < wanted;
    }

    private static boolean lacks(List<String> has, String wanted) {
        return has == null || !has.contains(wanted);
    }

    private List<NodeView> alike(List<NodeView> nodes) {
        if (alike.isEmpty()) {
            return nodes;
        }
        Map<NodeFactsView, Long> count = nodes.stream()
                .filter(node -> node.facts() != null)
                .collect(Collectors.groupingBy(node -> node.facts().lasting(), Collectors.counting()));
        Function<NodeView, Long> same =
                node -> node.facts() == null ? 0L : count.get(node.facts().lasting());
        return nodes.stream().filter(node -> same.apply(node) >= alike.get()).toList();
    }
}
