package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is killed under real guests, and how the node comes home all the same. Each test needs one node: they go on side by side. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashesOnXenTest extends OnTheLab {
    /** All that an LRM could kill of a job, and more: the account's processes, sudo, vmpilot-node, the agent, xl and its daemons; not the guard. */
    private static final String KILL_JOB = """
            pids=$(grep -lsz '^VMPILOT_SLOT=' /proc/[0-9]*/environ | cut -d/ -f3)
            kill -KILL $(pgrep -u vmjob) $(pgrep -f '^sudo .*vmpilot-node run') $(pgrep -f 'vmpilot-node --clean .* run ') $pids || true
            """;

    CrashesOnXenTest(Lab lab) {
        super(lab);
    }

    @Override
    List<String> nodes() {
        List<String> nodes = leases.nodes();
        assertThat(nodes).isNotEmpty();
        return nodes;
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        super.nothingIsLeft();
        ordinaryJobsRun();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theWholeJobIsKilledAtOnceAndTheGuardBringsTheNodeHome() {
        String lease = leases.createSmall("killed", 1);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);

        lab.script(node, KILL_JOB);

        leases.awaitCertifiedClean(lease);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCreateThatIsKilledInTheMiddleLeavesAHalfMadeDomainThatTheReaperRemoves() {
        String lease = leases.createSmall("half", 1);
        JsonNode placed = leases.await(lease, "has a node", view -> Lab.NODES.containsAll(Leases.nodesOf(view)));

        String halfMade = CreateInTheMiddle.struck(lab, Leases.nodesOf(placed).get(0), CreateInTheMiddle.KILL);

        assertThat(halfMade).contains("766d7074-");
        JsonNode ended = leases.awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("FAILED");
        leases.awaitCertifiedClean(lease);
    }

    /** The longest, and most of it is waiting: it begins. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Order(1)
    void whileXenstoreDoesNotAnswerTheVerdictIsUnknownAndTheNodeBarredAndThenItIsClean() {
        String lease = leases.createSmall("silent", 1);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        lab.dom0(node, "pkill", "-STOP", "xenstored");
        try {
            lab.attempt("vmpilot", "lease", "end", lease);
            Patience.await(node + " bars itself")
                    .untilAsserted(() -> assertThat(lab.dom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred"))
                            .contains("unknown"));
        } finally {
            lab.dom0(node, "pkill", "-CONT", "xenstored");
        }
        leases.awaitCertifiedClean(lease);
        Patience.await("the mark is lifted")
                .untilAsserted(() -> assertThat(lab.attemptDom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred 2>/dev/null || exit 1")
                                .exitCode())
                        .isEqualTo(1));
    }
}
