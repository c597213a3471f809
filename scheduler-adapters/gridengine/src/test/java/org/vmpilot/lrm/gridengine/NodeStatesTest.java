package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.NodeState;

class NodeStatesTest {
    @Test
    void aNodeOfWhichOneQueueIsDisabledStillTakesJobs() throws Exception {
        assertThat(recorded("node01")).isEqualTo(new NodeState("node01", true, false, Optional.empty()));
    }

    @Test
    void aNodeThatHasBarredItselfIsDrainedWithOurTag() throws Exception {
        assertThat(recorded("node02"))
                .isEqualTo(new NodeState(
                        "node02", true, true, Optional.of("vmpilot: the node has barred itself (vmpilot_dirty)")));
    }

    @Test
    void aNodeThatIsNotHeardOfIsDownAndNotBarred() throws Exception {
        NodeState down = recorded("node03");
        assertThat(down.up()).isFalse();
        assertThat(down.reason().orElse(""))
                .contains("execd is in unknown state")
                .doesNotStartWith("vmpilot:");
    }

    private static NodeState recorded(String host) throws OutputException {
        return NodeStates.of(QueueInstance.parse(Recorded.text("qstat-f-explain.xml")), Map.of()).stream()
                .filter(node -> node.node().equals(host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ourDrainBearsOurReason() {
        Map<String, String> drains = Map.of("a.q@n1", "vmpilot: dirty", "b.q@n1", "vmpilot: dirty");
        assertThat(of(drains, instance("a.q@n1", "d"), instance("b.q@n1", "d")).reason())
                .contains("vmpilot: dirty");
    }

    @Test
    void aNodeThatSomebodyElseHasShutTooDoesNotBearOurTag() {
        NodeState node = of(Map.of("a.q@n1", "vmpilot: dirty"), instance("a.q@n1", "d"), instance("b.q@n1", "d"));
        assertThat(node.drained()).isTrue();
        assertThat(node.reason()).contains("b.q@n1: state d");
    }

    @Test
    void aLoadAlarmComesAndGoesAndIsNoDrain() {
        QueueInstance alarm = new QueueInstance(
                "a.q@n1", "a", Optional.of("alarm hl:np_load_avg=2.1 load-threshold=1.75"), Optional.empty());
        assertThat(of(Map.of(), alarm).drained()).isFalse();
    }

    @Test
    void aQueueInErrorTakesNoJobs() {
        QueueInstance error = new QueueInstance(
                "a.q@n1", "E", Optional.empty(), Optional.of("queue a.q marked QERROR as result of job 1's failure"));
        assertThat(of(Map.of(), error).drained()).isTrue();
        assertThat(of(Map.of(), error).reason().orElse("")).contains("QERROR");
    }

    private static NodeState of(Map<String, String> drains, QueueInstance... instances) {
        return NodeStates.of(List.of(instances), drains).get(0);
    }

    private static QueueInstance instance(String name, String letters) {
        return new QueueInstance(name, letters, Optional.empty(), Optional.empty());
    }
}
