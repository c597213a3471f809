package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What else is killed, destroyed or deaf under real guests; each has both nodes for itself. */
@Tag("long")
class StruckNodesOnXenTest extends OnTheLab {
    private static final String SYSTEMD_NODE = "node02";

    StruckNodesOnXenTest(Lab lab) {
        super(lab);
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        leases.anyNode();
        super.nothingIsLeft();
        ordinaryJobsRun();
    }

    /** As an LRM with cgroups ends a job, and systemd a service: also the daemons that xl has left, without which a guest's end is carried out by nobody. */
    @Test
    void theWholeCgroupIsKilledAtOnceAndTheGuardBringsTheNodeHome() {
        leases.onlyOn(SYSTEMD_NODE);
        String lease = leases.createSmall("cgroup", 1);
        leases.awaitUp(lease);

        String killed = lab.script(SYSTEMD_NODE, """
                set -e
                agent=$(pgrep -f 'org.vmpilot.agent.Agent run')
                cgroup=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$agent/cgroup)
                for pid in $(cat $cgroup/cgroup.procs); do tr '\\0' ' ' </proc/$pid/cmdline; echo; done
                echo 1 >$cgroup/cgroup.kill
                """);

        try {
            assertThat(killed)
                    .contains("sge_execd", "vmpilot-node", "xl create ")
                    .doesNotContain("vmpilot-guard v");
            leases.isClean(SYSTEMD_NODE);
        } finally {
            lab.run("start", SYSTEMD_NODE);
        }
        leases.awaitCertifiedClean(lease);
    }

    @Test
    void aDomainThatIsDestroyedWhileItIsMadeFailsItsLeaseAndLeavesNothing() {
        String lease = leases.createSmall("raced", 1);
        JsonNode placed = leases.await(lease, "has a node", view -> Lab.NODES.containsAll(Leases.nodesOf(view)));

        String line = CreateInTheMiddle.struck(lab, Leases.nodesOf(placed).get(0), CreateInTheMiddle.DESTROY);

        assertThat(line).contains("766d7074-");
        JsonNode ended = leases.awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("FAILED");
        leases.awaitCertifiedClean(lease);
    }

    /** {@code xl shutdown} of it takes 60 s to give up; its time is over long before. */
    @Test
    void aGuestThatNeverAnswersItsShutdownIsDestroyedWhenItsTimeIsOver() {
        String lease = leases.create("deaf", 3000, """
                guests_per_node = 1
                [[group]]
                name = "worker"
                count = 1
                memory = "32M"
                kernel = "/var/lib/vmpilot-images/kernels/deaf"
                end_timeout = "5s"
                """);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);

        leases.end(lease);

        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
        assertThat(leases.endsOn(node, lease)).containsExactly("forced");
    }

    /** Without xenstored nothing can be asked until the node boots, and so long nothing is said of it. */
    @Test
    void aNodeWhoseXenstoredIsDeadIsBarredUntilItBoots() {
        String lease = leases.createSmall("dead", 1);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        lab.dom0(node, "pkill", "-KILL", "xenstored");

        lab.attempt("vmpilot", "lease", "end", lease);

        Patience.await(node + " bars itself")
                .untilAsserted(() -> assertThat(lab.dom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred"))
                        .contains("unknown"));
        assertThat(lab.dom0(node, "cat", leases.certificateOf(lease))).contains("\"verdict\": \"unknown\"");
        lab.run("reset", node);
        leases.awaitCertifiedClean(lease);
        assertThat(lab.attemptDom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred 2>/dev/null || exit 1")
                        .exitCode())
                .isEqualTo(1);
    }

    /** The agent looks itself, sooner or later, whoever tells it nothing. */
    @Test
    void theEndOfAGuestIsNoticedThoughNobodyTellsOfIt() {
        String lease = leases.createSmall("untold", 1);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        Patience.await("Xen tells of ends")
                .until(() -> lab.attemptDom0(node, "pkill", "-STOP", "-x", "xenstore-watch")
                                .exitCode()
                        == 0);

        lab.script(node, "xl destroy $(xl list | awk '/^" + lease + "/ {print $2}')");

        JsonNode ended = leases.awaitEnded(lease);
        Leases.endedClean(ended, "GUESTS_ENDED");
        assertThat(leases.endsOn(node, lease)).isEqualTo(List.of("by_itself"));
    }
}
