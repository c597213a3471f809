package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several slots on one node, and a node whose dom0 is never resized: what guests are promised is there, and dom0 keeps its floor. */
@Tag("long")
class MemoryOnXenTest extends OnTheLab {
    private static final String NODE = "node01";
    private static final int DOM0_MIB = 1024;
    /** dom0-memory-min of node.conf, by default. */
    private static final int FLOOR_MIB = 256;

    MemoryOnXenTest(Lab lab) {
        super(lab);
    }

    @BeforeEach
    void noOtherNodeTakesPilots() {
        lab.run("admin", "qmod", "-d", "vmpilot.q");
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        leases.anyNode();
        super.nothingIsLeft();
        ordinaryJobsRun();
    }

    @Test
    void slotsOnOneNodeShareItsMemoryAndTheEndOfOneGivesBackItsOwnPartOnly() {
        String first = leases.awaitUpOn(NODE, guest("first", 200));
        String second = leases.awaitUpOn(NODE, guest("second", 150));
        assertThat(leases.dom0Memory(NODE)).isBetween(FLOOR_MIB, DOM0_MIB - 350);

        leases.end(first);
        leases.awaitCertifiedClean(first);

        assertThat(leases.dom0Memory(NODE)).isBetween(DOM0_MIB - 200, DOM0_MIB - 150);
        assertThat(leases.domainsOn(NODE, second)).hasSize(1);
        leases.end(second);
        leases.awaitCertifiedClean(second);
    }

    @Test
    void whatTheOthersOnTheNodeHaveIsNotPromisedASecondTime() {
        String first = leases.awaitUpOn(NODE, guest("first", 300));
        int left = leases.dom0Memory(NODE);

        String second = guest("second", 500);
        leases.shareNode(second, NODE);
        JsonNode refused = leases.awaitEnded(second);

        assertThat(refused.toString()).contains("dom0 would have").contains("dom0-memory-min is " + FLOOR_MIB);
        assertThat(leases.dom0Memory(NODE)).isEqualTo(left);
        assertThat(leases.domainsOn(NODE, first)).hasSize(1);
        leases.end(first);
        leases.awaitCertifiedClean(first);
    }

    @Test
    void aDom0OfFixedSizeIsNotResizedAndGuestsHaveWhatXenHasFree() {
        lab.script(NODE, "sed -i.kept 's/^dom0-memory = .*/dom0-memory = fixed/' /etc/vmpilot/node.conf");
        try {
            String fits = leases.awaitUpOn(NODE, guest("fits", 400));
            assertThat(leases.dom0Memory(NODE)).isEqualTo(DOM0_MIB);
            leases.end(fits);
            leases.awaitCertifiedClean(fits);

            String tooBig = guest("toobig", 1500);
            leases.shareNode(tooBig, NODE);
            JsonNode ended = leases.awaitEnded(tooBig);

            assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("FAILED");
            leases.awaitCertifiedClean(tooBig);
            assertThat(leases.dom0Memory(NODE)).isEqualTo(DOM0_MIB);
        } finally {
            lab.script(NODE, "mv /etc/vmpilot/node.conf.kept /etc/vmpilot/node.conf");
        }
    }

    private String guest(String name, int mib) {
        return leases.create(name, 3000, """
                guests_per_node = 1
                [[group]]
                name = "worker"
                count = 1
                memory = "%dM"
                kernel = "/var/lib/vmpilot-images/kernels/deaf"
                end = "destroy"
                """.formatted(mib));
    }
}
