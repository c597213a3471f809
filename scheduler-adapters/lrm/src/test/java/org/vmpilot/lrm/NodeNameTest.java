package org.vmpilot.lrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeNameTest {
    private static List<NodeState> nodes(String... names) {
        return Stream.of(names)
                .map(name -> new NodeState(name, true, false, Optional.empty()))
                .toList();
    }

    private static Optional<String> find(String name, String... nodes) throws LrmException {
        return NodeName.find(nodes(nodes), name).map(NodeState::node);
    }

    @Test
    void capitalsAndADomainThatOneOfThemLacksDoNotCount() {
        assertThat(NodeName.same("node01", "Node01")).isTrue();
        assertThat(NodeName.same("node01", "Node01.cluster.example")).isTrue();
        assertThat(NodeName.same("node01.cluster.example", "NODE01")).isTrue();
        assertThat(NodeName.same("node01.cluster.example", "node01.other.example"))
                .isFalse();
        assertThat(NodeName.same("node01", "node011")).isFalse();
    }

    @Test
    void theLrmsOwnSpellingIsFoundAndTheNearestCounts() throws Exception {
        assertThat(find("node01", "Node01.cluster.example", "node02")).contains("Node01.cluster.example");
        assertThat(find("C3-1", "c3-1", "C3-1")).contains("C3-1");
        assertThat(find("node01", "node01.a.example", "node01")).contains("node01");
        assertThat(find("node03", "node01", "node02")).isEmpty();
    }

    @Test
    void aNameThatMayBeSeveralIsRefusedWithAllOfThem() {
        assertThatThrownBy(() -> find("node01", "node01.a.example", "node01.b.example"))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(LrmException.Kind.DENIED))
                .hasMessageContaining("node01.a.example, node01.b.example")
                .hasMessageContaining("lrm_name");
    }
}
