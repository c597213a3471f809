package org.vmpilot.coordinator.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.CoordinatorConfig.Node;
import org.vmpilot.coordinator.doctor.Finding.Level;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.TeardownBudget;

class ExaminationTest {
    private static final TeardownBudget BUDGET =
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5));

    @TempDir
    private Path folder;

    private static List<Finding> queue(Optional<Duration> notice, Optional<Boolean> barriers, String... remarks) {
        LrmLimits limits =
                new LrmLimits(notice, Optional.of(Duration.ofSeconds(27)), barriers, barriers, List.of(remarks));
        return QueueFindings.of(Optional.of("batch"), limits, BUDGET);
    }

    @ParameterizedTest
    @CsvSource({
        "60, OK, ending a slot takes 50 s at most",
        "50, OK, ending a slot takes 50 s at most",
        "32, WARNING, of the 30 s in which guests may shut down (teardown_polite) 12 s are left",
        "15, WARNING, 0 s are left",
        "10, ERROR, the forced end of guests may take 15 s"
    })
    void a_notice_that_is_too_short_is_said_with_what_does_not_fit(int notice, Level level, String words) {
        Finding finding = queue(Optional.of(Duration.ofSeconds(notice)), Optional.of(true))
                .get(0);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.words()).contains("the LRM leaves " + notice + " s", words);
        assertThat(finding.right()).satisfies(right -> {
            if (level != Level.OK) {
                assertThat(right).contains("at least 50 s");
            }
        });
    }

    @Test
    void what_the_lrm_does_not_tell_is_a_warning_and_what_it_remarks_as_well() {
        List<Finding> findings = queue(Optional.empty(), Optional.empty(), "jobs are suspended for others");
        assertThat(findings)
                .filteredOn(finding -> finding.level() == Level.WARNING)
                .extracting(Finding::words)
                .anyMatch(words -> words.contains("does not tell what it leaves"))
                .anyMatch(words -> words.contains("epilog is not known"))
                .contains("jobs are suspended for others");
        assertThat(findings).anyMatch(finding -> finding.words().contains("up to 27 s late"));
    }

    @Test
    void a_missing_epilog_names_the_pair_of_deaths_that_then_leaves_guests() {
        assertThat(queue(Optional.of(Duration.ofSeconds(60)), Optional.of(false)))
                .filteredOn(finding -> finding.level() == Level.WARNING)
                .extracting(Finding::words)
                .anyMatch(words -> words.startsWith("there is no epilog: when vmpilot-node and the guard"))
                .anyMatch(words -> words.startsWith("there is no prolog"))
                .hasSize(2);
    }

    @Test
    void nodes_that_the_lrm_does_not_know_or_does_not_use_are_named_and_the_others_folded() {
        List<Node> configured = List.of(
                new Node("node01", "n1"),
                new Node("node02", "n2"),
                new Node("node03", "n33"),
                new Node("node04", "n4"),
                new Node("node05", "n5"));
        List<NodeState> shown = List.of(
                new NodeState("N1", true, false, Optional.empty()),
                new NodeState("n2", true, false, Optional.empty()),
                new NodeState("n3", true, false, Optional.empty()),
                new NodeState("n4", false, false, Optional.of("cannot be entered")),
                new NodeState("n5", true, true, Optional.of("vmpilot: slot x: DIRTY")));
        List<Finding> findings = NodeFindings.of(configured, shown);
        assertThat(findings)
                .extracting(Finding::level, Finding::subject)
                .containsExactly(
                        tuple(Level.OK, "nodes node[01-02]"),
                        tuple(Level.ERROR, "node node03"),
                        tuple(Level.WARNING, "node node04"),
                        tuple(Level.WARNING, "node node05"));
        assertThat(findings.get(1).right()).contains("did you mean n3?");
        assertThat(findings.get(3).right()).contains("vmpilot nodes --resume node05");
        assertThat(NodeFindings.of(List.of(), shown)).extracting(Finding::level).containsExactly(Level.ERROR);
    }

    private Examination examination(OneNodeLrm lrm) {
        CoordinatorConfig plain =
                Configs.withApi(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Optional.empty());
        return new Examination(Configs.withNode(plain, new Node("node01", "n1"), folder), lrm);
    }

    @Test
    void that_we_may_drain_is_proved_without_leaving_the_node_drained() {
        OneNodeLrm lrm = new OneNodeLrm("n1");
        Finding finding = examination(lrm).proveDrain("node01");
        assertThat(finding.level()).as(finding.words()).isEqualTo(Level.OK);
        assertThat(lrm.calls).containsExactly("drain", "resume");
        assertThat(lrm.drained).isEmpty();
        assertThat(examination(lrm).proveDrain("node02").level()).isEqualTo(Level.ERROR);
    }

    @Test
    void a_drain_that_is_refused_or_cannot_be_lifted_or_is_not_ours_is_told() {
        OneNodeLrm lrm = new OneNodeLrm("n1");
        lrm.refuse("drain", LrmException.Kind.DENIED, "not an operator");
        assertThat(examination(lrm).proveDrain("node01").words()).contains("not an operator");
        OneNodeLrm stuck = new OneNodeLrm("n1");
        stuck.refuse("resume", LrmException.Kind.UNREACHABLE, "no answer");
        assertThat(examination(stuck).proveDrain("node01").words()).contains("IS NOT GIVEN BACK: no answer");
        OneNodeLrm drained = new OneNodeLrm("n1");
        drained.drained = Optional.of("new disk");
        assertThat(examination(drained).proveDrain("node01").level()).isEqualTo(Level.WARNING);
        assertThat(drained.calls).isEmpty();
    }

    @Test
    void an_lrm_that_cannot_be_asked_is_an_error_of_each_thing_that_was_to_be_asked() {
        OneNodeLrm lrm = new OneNodeLrm("n1");
        lrm.refuse("limits", LrmException.Kind.UNREACHABLE, "no socket");
        lrm.refuse("nodes", LrmException.Kind.UNREACHABLE, "no socket");
        List<Finding> findings = examination(lrm).run();
        assertThat(findings)
                .filteredOn(finding -> finding.level() == Level.ERROR)
                .extracting(Finding::subject)
                .containsExactly("state", "the LRM's default queue", "nodes");
        assertThat(findings)
                .filteredOn(finding -> finding.subject().equals("API"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.words()).startsWith("nobody listens at 127.0.0.1:1"));
        assertThat(findings).anyMatch(finding -> finding.subject().equals("state") && finding.level() == Level.ERROR);
    }
}
