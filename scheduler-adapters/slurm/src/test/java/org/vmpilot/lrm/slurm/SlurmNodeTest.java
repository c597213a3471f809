package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.lrm.NodeState;

/** Lines as scontrol 22.05 wrote them, shortened. */
class SlurmNodeTest {
    private static final String LINE =
            "NodeName=node01 Arch=x86_64 CoresPerSocket=1  CPUAlloc=0 OS=Linux 6.1 #1 SMP @0 "
                    + " RealMemory=4096 State=%s ThreadsPerCore=1 Partitions=batch,vmpilot  BootTime=2026-11-25T03:07:14%s\n";

    private static NodeState node(String state, String end) throws OutputException {
        return SlurmNode.parse(LINE.formatted(state, end)).get(0).state();
    }

    @Test
    void anIdleNodeIsUpAndOpen() throws Exception {
        NodeState node = node("IDLE", "");
        assertThat(node.node()).isEqualTo("node01");
        assertThat(node.up()).isTrue();
        assertThat(node.drained()).isFalse();
        assertThat(node.reason()).isEmpty();
    }

    @Test
    void aDrainedNodeSaysWhyWithoutWhoAndWhen() throws Exception {
        NodeState node = node("IDLE+DRAIN", " Reason=vmpilot: dirty: x [y] z [root@2026-11-25T03:33:29]");
        assertThat(node.drained()).isTrue();
        assertThat(node.reason()).hasValue("vmpilot: dirty: x [y] z");
        assertThat(node.up()).isTrue();
    }

    @Test
    void aReasonThatWasLeftOverIsNoDrain() throws Exception {
        assertThat(node("IDLE", " Reason=Not responding [slurm@2026-11-25T03:33:29]")
                        .reason())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN,false,false",
        "DOWN*+DRAIN,false,true",
        "IDLE*,false,false",
        "IDLE+NOT_RESPONDING,false,false",
        "MIXED+DRAIN,true,true",
        "ALLOCATED+COMPLETING,true,false",
        "MIXED+PLANNED,true,false",
        "UNKNOWN,false,false"
    })
    void flagsSayWhetherItIsUpAndDrained(String state, boolean up, boolean drained) throws Exception {
        assertThat(node(state, "").up()).isEqualTo(up);
        assertThat(node(state, "").drained()).isEqualTo(drained);
    }

    @Test
    void anAnswerWithoutANodeIsNone() {
        assertThatThrownBy(() -> SlurmNode.parse("No nodes in the system\n"))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("No nodes in the system");
    }

    @Test
    void aReasonOfTwoLinesAndAWrappersWordsCostNoOtherNode() throws Exception {
        List<NodeState> nodes = SlurmNode.parse("Welcome to the cluster\n"
                        + LINE.formatted(
                                "IDLE+DRAIN", " Reason=NHC: check failed\nsee ticket 42 [root@2026-11-25T03:33:29]")
                        + LINE.formatted("IDLE", "").replace("node01", "node02")
                        + "Maintenance on Monday\n")
                .stream()
                .map(SlurmNode::state)
                .toList();
        assertThat(nodes)
                .containsExactly(
                        new NodeState("node01", true, true, Optional.of("NHC: check failed see ticket 42")),
                        new NodeState("node02", true, false, Optional.empty()));
    }

    @Test
    void aRecordWhoseStateCannotBeReadIsANodeThatIsNotUp() throws Exception {
        assertThat(SlurmNode.parse("NodeName=node03 Arch=x86_64\n").get(0).state())
                .isEqualTo(new NodeState("node03", false, false, Optional.empty()));
    }
}
