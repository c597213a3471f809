package org.vmpilot.tests.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Leases;
import org.vmpilot.tests.lab.Patience;

/** Leases of several nodes as one job of a real Slurm: whatever ends it, every node comes back clean. */
@Tag("slurm")
@ExtendWith(OnASite.class)
class GangOnSlurmTest {
    private final Site site;
    private final Lab lab;

    GangOnSlurmTest(Site site) {
        this.site = site;
        this.lab = site.lab;
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

    private JsonNode up(String name, int seconds, int nodes, String more) {
        JsonNode up = site.awaitUp(site.create(name, seconds, nodes, more));
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

    @Test
    void itComesUpOnAllItsNodesAndEndsByItsDuration() {
        JsonNode up = up("whole", 6, 3, "");
        site.endedClean(id(up), "LEASE_ENDED");
        assertThat(site.creates(id(up))).isEqualTo(3);
    }

    @Test
    void scancelOfTheWholeEndsIt() {
        JsonNode up = up("cancelled", 600, 3, "");
        lab.run("exec", "master", "scancel", Leases.jobOf(up));
        site.endedClean(id(up), "TERMINATED");
    }

    @Test
    @Tag("long")
    void scancelOfItsStepEndsIt() {
        JsonNode up = up("step", 600, 2, "");
        lab.run("exec", "master", "scancel", Leases.jobOf(up) + ".0");
        site.endedClean(id(up), "TERMINATED");
    }

    @Test
    void anUrgentJobThatPreemptsItGetsItsNodeClean() {
        JsonNode up = up("preempted", 600, 3, "");
        String job = lab.asAccount(
                        "sbatch", "--parsable", "--partition=urgent", "--output=/dev/null", "--chdir=/", "--wrap=true")
                .strip();
        site.endedClean(id(up), "TERMINATED");
        Patience.await("the urgent job has run")
                .untilAsserted(() -> assertThat(lab.run("exec", "master", "scontrol", "show", "job", job))
                        .contains("JobState=COMPLETED"));
    }

    @Test
    @Tag("long")
    void aLauncherThatIsKilledAloneEndsTheLease() {
        JsonNode up = up("launcher", 600, 2, "");
        lab.run("exec", secondNode(up), "pkill", "-KILL", "-f", "node/pilot-job");
        assertThat(site.awaitEnded(id(up)).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    void orItsSlotAloneWhereTheLeaseGoesOn() {
        JsonNode up = up("goes-on", 25, 2, "on_slot_loss = \"continue\"");
        String second = secondNode(up);
        lab.run("exec", second, "pkill", "-KILL", "-f", "node/pilot-job");
        // The lab keeps no accounting: there Slurm could give up one node and then change nothing of the job any more.
        site.await(id(up), "keeps its node", lease -> lease.toString().contains("its node waits"));
        assertThat(site.show(id(up)).path("state").asText()).isEqualTo("ACTIVE");
        site.endedClean(id(up), "LEASE_ENDED");
    }

    @Test
    @Tag("long")
    void anSrunThatDiesEndsIt() {
        JsonNode up = up("srun", 600, 3, "");
        lab.run("exec", firstNode(up), "pkill", "-KILL", "-x", "srun");
        site.endedClean(id(up), "TERMINATED");
    }

    @Test
    void anSrunThatHangsHoldsNoNodeForLong() {
        JsonNode up = up("hangs", 6, 3, "");
        String first = firstNode(up);
        lab.run("exec", first, "pkill", "-STOP", "-x", "srun");
        site.endedClean(id(up), "LEASE_ENDED");
        site.noJobIsLeft();
        // Process tracking by parents has lost sight of it: whoever has stopped it ends it (docs/slurm.md).
        lab.attempt("exec", first, "pkill", "-KILL", "-x", "srun");
    }

    @Test
    @Tag("long")
    void aTimeLimitThatAnAdminShortensEndsIt() {
        JsonNode up = up("limited", 600, 2, "");
        lab.run("exec", "master", "scontrol", "update", "JobId=" + Leases.jobOf(up), "TimeLimit=1");
        site.endedClean(id(up), "TERMINATED");
    }

    /** The node that is lost is certified when it is back; the others at once. */
    @Test
    @Tag("long")
    void aNodeThatIsLostEndsIt() {
        JsonNode up = up("lost", 600, 3, "");
        String lost = secondNode(up);
        lab.run("power-off", lost);
        try {
            site.await(
                    id(up),
                    "has lost a node",
                    lease -> states(lease).stream().filter("ENDED"::equals).count() == 2);
        } finally {
            boot(lost);
        }
        site.awaitEnded(id(up));
    }

    /** The batch host itself: Slurm goes on without it. */
    @Test
    @Tag("long")
    void theFirstNodeMayBeLostWhereTheLeaseGoesOn() {
        JsonNode up = up("headless", 90, 3, "on_slot_loss = \"continue\"");
        String lost = firstNode(up);
        lab.run("power-off", lost);
        try {
            Patience.await("Slurm has taken it out of the job")
                    .until(() -> !lab.run(
                                    "exec",
                                    "master",
                                    "squeue",
                                    "--noheader",
                                    "--job=" + Leases.jobOf(up),
                                    "--format=%D")
                            .strip()
                            .equals("3"));
            assertThat(site.show(id(up)).path("state").asText()).isEqualTo("ACTIVE");
        } finally {
            boot(lost);
        }
        assertThat(site.awaitEnded(id(up)).path("notice").asText()).isEqualTo("LEASE_ENDED");
    }

    /** As the node's unit does it. */
    private void boot(String node) {
        lab.run("boot", node);
        lab.run("exec", node, "/opt/vmpilot/node/vmpilot-boot", "start");
    }

    private static List<String> states(JsonNode lease) {
        List<String> states = new ArrayList<>();
        lease.path("slots").forEach(slot -> states.add(slot.path("state").asText()));
        return states;
    }

    /** The batch host. */
    private String firstNode(JsonNode up) {
        return lab.run("exec", "master", "squeue", "--noheader", "--job=" + Leases.jobOf(up), "--format=%B")
                .strip();
    }

    private String secondNode(JsonNode up) {
        String first = firstNode(up);
        return Leases.nodesOf(up).stream()
                .filter(node -> !node.equals(first))
                .findFirst()
                .orElseThrow();
    }
}
