package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The whole product: a real Xen on every node, a real Grid Engine with its execution daemons in the dom0s, ordinary accounts, a coordinator. */
class LeaseOnXenTest extends OnTheLab {
    LeaseOnXenTest(Lab lab) {
        super(lab);
    }

    @Test
    void aLeaseOverTwoDom0sRunsItsGuestsAndGivesTheNodesBackToOrdinaryJobs() {
        String lease = leases.createLinux("cluster", 3000, 2);

        JsonNode up = leases.awaitUp(lease);

        assertThat(Leases.nodesOf(up)).isEqualTo(Lab.NODES);
        for (String node : Lab.NODES) {
            assertThat(lab.dom0(node, "xl", "list")).contains(lease + "a1.");
            leases.awaitConsole(node, lease, "GUEST-UP lab=boots");
        }
        assertThat(lab.vmpilot("lease", "show", lease)).contains("node01", "node02", "UP");
        leases.end(lease);
        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
        assertThat(lab.vmpilot("lease", "certificates", lease))
                .contains("clean")
                .doesNotContain("dirty", "unknown");
        Lab.NODES.forEach(leases::isClean);
        ordinaryJobsRun();
    }
}
