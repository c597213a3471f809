package org.vmpilot.tests.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Leases;
import org.vmpilot.tests.lab.Patience;

/** Leases from end to end: the coordinator, a real Slurm, ordinary accounts, nodes with the simulated xl, our prolog and epilog. */
@Tag("slurm")
@ExtendWith(OnASite.class)
class LeaseOnSlurmTest {
    private final Site site;
    private final Lab lab;
    private final SlurmCluster cluster;

    LeaseOnSlurmTest(Site site) {
        this.site = site;
        this.lab = site.lab;
        this.cluster = new SlurmCluster(lab);
    }

    @AfterEach
    void nothingIsLeft() {
        site.nothingIsLeft();
    }

    private String nodes() {
        return lab.run("exec", "master", "sinfo", "--noheader", "--Node", "--format=%N %t %E");
    }

    @Test
    void aLeaseOverTwoNodesComesUpAndEndsByItsDuration() {
        String lease = site.create("cluster", 6, 2, "");
        JsonNode up = site.awaitUp(lease);
        assertThat(Leases.nodesOf(up)).doesNotHaveDuplicates().hasSize(2);
        site.endedClean(lease, "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    void oneThatIsEndedEarlyEnds() {
        String lease = site.create("early", 600, 2, "");
        site.awaitUp(lease);
        site.end(lease);
        site.endedClean(lease, "LEASE_ENDED");
    }

    @Test
    void anAdminsScancelEndsItAndTheNodeIsClean() {
        String lease = site.create("cancelled", 600, 1, "");
        JsonNode up = site.awaitUp(lease);
        lab.run("exec", "master", "scancel", Leases.jobOf(up));
        site.endedClean(lease, "TERMINATED");
        assertThat(nodes()).doesNotContain("drain");
    }

    @Test
    void aBareKillOfTheJobEndsItAndTheNodeIsClean() {
        String lease = site.create("killed", 600, 1, "");
        JsonNode up = site.awaitUp(lease);
        lab.run("exec", "master", "scancel", "--batch", "--signal=KILL", Leases.jobOf(up));
        assertThat(site.awaitEnded(lease).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    void anUrgentJobThatPreemptsItGetsItsNodeClean() {
        preempted("vmpilot");
    }

    @Test
    @Tag("long")
    void soItDoesWhereSlurmCancelsWhatItPreempts() {
        preempted("cancelled");
    }

    /** PreemptMode of the one partition is REQUEUE, of the other CANCEL. */
    private void preempted(String partition) {
        String lease = site.create("preempted", 600, 3, "queue = \"" + partition + "\"");
        site.awaitUp(lease);
        String job = lab.asAccount(
                        "sbatch", "--parsable", "--partition=urgent", "--output=/dev/null", "--chdir=/", "--wrap=true")
                .strip();
        site.endedClean(lease, "TERMINATED");
        Patience.await("the urgent job has run")
                .untilAsserted(() -> assertThat(lab.run("exec", "master", "scontrol", "show", "job", job))
                        .contains("JobState=COMPLETED"));
        assertThat(site.creates(lease)).isEqualTo(3);
    }

    @Test
    @Tag("long")
    void aTimeLimitThatAnAdminShortensEndsIt() {
        String lease = site.create("limited", 600, 1, "");
        JsonNode up = site.awaitUp(lease);
        lab.run("exec", "master", "scontrol", "update", "JobId=" + Leases.jobOf(up), "TimeLimit=1");
        site.endedClean(lease, "TERMINATED");
    }

    @Test
    void whatCanNeverRunIsRefusedInSlurmsWords() {
        String lease = site.create("never", 600, 1, "node_property = \"gpu\"");
        JsonNode ended = site.awaitEnded(lease);
        assertThat(ended.toString()).contains("Invalid feature specification");
    }

    @Test
    @Tag("long")
    void aSlurmdThatIsKilledAndStartedDisturbsNoGuest() {
        String lease = site.create("slurmd", 8, 1, "");
        String node = Leases.nodeOf(site.awaitUp(lease));
        lab.run("kill", node);
        lab.run("start", node);
        site.endedClean(lease, "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void aLeaseWhoseSlurmdIsSilentForTooLongIsStillGivenBackByItsPilot() {
        String lease = site.create("silent", 60, 1, "");
        JsonNode up = site.awaitUp(lease);
        String node = Leases.nodeOf(up);
        lab.run("kill", node);
        try {
            Patience.await("Slurm gives the job up")
                    .untilAsserted(
                            () -> assertThat(lab.run("exec", "master", "scontrol", "show", "job", Leases.jobOf(up)))
                                    .contains("JobState=NODE_FAIL"));
            site.endedClean(lease, "LEASE_ENDED");
            assertThat(site.creates(lease)).isEqualTo(1);
        } finally {
            lab.run("start", node);
        }
    }

    /** Stopped, so that it saves its jobs: see below for one that did not. */
    @Test
    void guestsEndOnTimeWhileSlurmIsDown() {
        String lease = site.create("alone", 6, 2, "");
        site.awaitUp(lease);
        lab.run("stop", "master");
        try {
            site.everythingIsGivenBack();
            site.endedClean(lease, "LEASE_ENDED");
        } finally {
            lab.run("start", "master");
        }
    }

    /** A controller that was killed gives ids again that it had not saved, and the node that runs such a job is drained by Slurm: an administrator's to lift. */
    @Test
    @Tag("long")
    void aSlurmctldThatIsKilledWhileALeaseIsSubmittedDoublesNothing() throws LrmException {
        String lease = site.create("lost", 4, 2, "");
        lab.run("kill", "master");
        lab.run("start", "master");
        try {
            site.endedClean(lease, "LEASE_ENDED");
        } finally {
            cluster.undrain();
        }
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    /** The mark is an administrator's, so that no reaper lifts it. Slurm begins a job that it has put back only after two minutes. */
    @Test
    @Tag("long")
    void anOrdinaryJobIsRefusedOnANodeThatIsNotCleanAndRunsElsewhereUnheld() {
        lab.run(
                "exec",
                "node01",
                "sh",
                "-c",
                "mkdir -p /var/lib/vmpilot/marks; printf 'since=now\\nby=admin\\nwhy=test\\n' >/var/lib/vmpilot/marks/admin.barred");
        try {
            String job = lab.asAccount(
                            "sbatch",
                            "--parsable",
                            "--partition=batch",
                            "--output=/dev/null",
                            "--chdir=/",
                            "--wrap=true")
                    .strip();
            Patience.await("it has run elsewhere")
                    .untilAsserted(() -> assertThat(lab.run("exec", "master", "scontrol", "show", "job", job))
                            .doesNotContain("held")
                            .contains("JobState=COMPLETED")
                            .containsPattern("NodeList=node0[23]"));
            assertThat(nodes()).containsPattern("node01 drain\\S* vmpilot: the node is not clean");
        } finally {
            lab.run("exec", "node01", "rm", "-f", "/var/lib/vmpilot/marks/admin.barred");
            lab.attempt("exec", "node01", "/opt/vmpilot/node/vmpilot-drain", "slurm", "--resume");
        }
        Patience.await("node01 is open again").until(() -> !nodes().contains("drain"));
    }
}
