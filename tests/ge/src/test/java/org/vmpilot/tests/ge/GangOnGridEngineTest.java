package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.tests.lab.Leases;

/** Leases of several nodes as one job in a parallel environment: whatever ends it, every node comes back clean. */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
class GangOnGridEngineTest {
    private final Site site;

    GangOnGridEngineTest(Site site) {
        this.site = site;
    }

    @BeforeAll
    static void inGangs(Site site) {
        site.assembly("gang");
    }

    @AfterAll
    static void inJobs(Site site) {
        site.assembly("jobs");
    }

    @AfterEach
    void nothingIsLeft() {
        site.nothingIsLeft();
    }

    private JsonNode up(String name, int seconds, int nodes) {
        JsonNode up = site.awaitUp(site.create(name, seconds, nodes, ""));
        assertThat(Leases.nodesOf(up)).doesNotHaveDuplicates().hasSize(nodes);
        assertThat(new HashSet<>(up.path("slots").findValuesAsText("lrm_job")))
                .as("one job for all slots")
                .singleElement()
                .asString()
                .matches("\\d+");
        return up;
    }

    private static String id(JsonNode lease) {
        return lease.path("id").asText();
    }

    /** Where pilot-gang runs. */
    private String firstNode() {
        return site.lab
                .asAccount("qstat", "-g", "t", "-u", "vmjob")
                .lines()
                .filter(line -> line.contains("MASTER"))
                .map(line -> line.replaceFirst(".*@(\\S+) .*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private String secondNode(JsonNode up) {
        String first = firstNode();
        return Leases.nodesOf(up).stream()
                .filter(node -> !node.equals(first))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itComesUpOnAllItsNodesAndEndsByItsDuration() {
        JsonNode up = up("whole", 6, 3);
        site.endedClean(id(up), "LEASE_ENDED");
        assertThat(site.creates(id(up))).isEqualTo(3);
    }

    @Test
    void anAdminsQdelEndsIt() {
        JsonNode up = up("deleted", 600, 3);
        site.lab.run("admin", "qdel", Leases.jobOf(up));
        site.endedClean(id(up), "CANCELLED");
    }

    @Test
    @Tag("long")
    void aLauncherThatIsKilledAloneEndsTheLease() {
        JsonNode up = up("launcher", 600, 2);
        site.lab.run("exec", secondNode(up), "pkill", "-KILL", "-f", "node/pilot-job");
        assertThat(site.awaitEnded(id(up)).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    @Tag("long")
    void aQrshThatDiesEndsTheLease() {
        JsonNode up = up("qrsh", 600, 2);
        site.lab.run("exec", firstNode(), "pkill", "-KILL", "-x", "qrsh");
        assertThat(site.awaitEnded(id(up)).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    @Tag("long")
    void aPilotGangThatDiesEndsTheLease() {
        JsonNode up = up("gang", 600, 2);
        site.lab.run("exec", firstNode(), "pkill", "-KILL", "-f", "node/pilot-gang");
        assertThat(site.awaitEnded(id(up)).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    @Tag("long")
    void aQrshThatHangsHoldsNoNodeForLong() {
        JsonNode up = up("hangs", 8, 2);
        site.lab.run("exec", firstNode(), "pkill", "-STOP", "-x", "qrsh");
        site.endedClean(id(up), "LEASE_ENDED");
    }

    @Test
    void whatGridEngineCannotKeepIsRefused() {
        String answer = site.refused("goes-on", 2, "on_slot_loss = \"continue\"");
        assertThat(answer).contains("on_slot_loss").contains("assembly");
    }
}
