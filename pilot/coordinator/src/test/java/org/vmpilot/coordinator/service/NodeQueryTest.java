package org.vmpilot.coordinator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.view.NodeFactsView;
import org.vmpilot.protocol.view.NodeView;

class NodeQueryTest {
    private static final List<NodeView> NODES = List.of(
            node("a", facts(2000, 100, 64_000)),
            node("b", facts(2000, 1500, 64_000)),
            node("c", facts(2000, 900, 512)),
            node("d", facts(null, null, null)),
            node("e", null));

    private static NodeFactsView facts(Integer memory, Integer free, Integer most) {
        var limits = new NodeFactsView.Limits(
                16, most, 8, 3600, List.of(), List.of(), List.of("raw"), List.of("br0", "br1"), List.of());
        return new NodeFactsView(Instant.EPOCH, 4, memory, memory, free, "4.17", List.of("pv"), List.of("br0"), limits);
    }

    private static NodeView node(String name, NodeFactsView facts) {
        return new NodeView(name, "ordinary", null, null, null, null, null, null, null, false, null, facts, null);
    }

    private static String found(Integer guest, Integer free, String kind, String bridge, Integer alike) {
        NodeQuery query = new NodeQuery(
                Optional.empty(),
                Optional.ofNullable(guest),
                Optional.ofNullable(free),
                Optional.ofNullable(kind),
                Optional.ofNullable(bridge),
                Optional.ofNullable(alike),
                Optional.empty(),
                100);
        return String.join(
                " ", query.page(NODES).items().stream().map(NodeView::node).toList());
    }

    @Test
    void nodesAreChosenByWhatIsKnownOfThem() {
        assertThat(found(null, null, null, null, null)).isEqualTo("a b c d e");
        assertThat(found(1024, null, null, null, null)).as("c allows 512").isEqualTo("a b");
        assertThat(found(null, 1024, null, null, null)).isEqualTo("b");
        assertThat(found(null, null, "pv", null, null)).isEqualTo("a b c d");
        assertThat(found(null, null, "pvh", null, null)).isEmpty();
        assertThat(found(null, null, null, "br0", null)).isEqualTo("a b c d");
        assertThat(found(null, null, null, "br1", null))
                .as("allowed, and not there")
                .isEmpty();
        assertThat(found(null, null, null, null, 2))
                .as("what is free does not count")
                .isEqualTo("a b");
        assertThat(found(null, null, null, null, 3)).isEmpty();
    }
}
