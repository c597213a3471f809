package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.host.Pause;

/** Leases from end to end: the coordinator, a real Grid Engine, ordinary accounts, nodes with the simulated xl. */
@Tag("ge")
@ExtendWith(OnASite.class)
class LeaseOnGridEngineTest {
    private final Site site;
    private final Qmaster qmaster;

    LeaseOnGridEngineTest(Site site) {
        this.site = site;
        this.qmaster = new Qmaster(site.lab);
    }

    @AfterEach
    void nothingIsLeft() {
        site.nothingIsLeft();
    }

    private static void endedClean(JsonNode lease, String notice) {
        assertThat(lease.path("notice").asText()).as(lease.toString()).isEqualTo(notice);
        assertThat(lease.path("verdict").asText()).as(lease.toString()).isEqualTo("CLEAN");
    }

    private static String jobOf(JsonNode lease) {
        return lease.path("slots").path(0).path("lrm_job").asText();
    }

    private static String nodeOf(JsonNode lease) {
        return lease.path("slots").path(0).path("node").asText();
    }

    @Test
    void aLeaseOverTwoNodesComesUpAndEndsByItsDuration() {
        String lease = site.create("cluster", 6, 2, "");
        JsonNode up = site.awaitUp(lease);
        assertThat(up.path("slots").findValuesAsText("node"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    void oneThatIsEndedEarlyEnds() {
        String lease = site.create("early", 600, 2, "");
        site.awaitUp(lease);
        site.end(lease);
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
    }

    @Test
    void anAdminsQdelEndsItAndTheNodeIsClean() {
        String lease = site.create("deleted", 600, 1, "");
        JsonNode up = site.awaitUp(lease);
        site.lab.lab("admin", "qdel", jobOf(up));
        endedClean(site.awaitEnded(lease), "CANCELLED");
    }

    @Test
    void aBareKillOfTheJobEndsItAndTheNodeIsClean() {
        String lease = site.create("killed", 600, 1, "");
        String node = nodeOf(site.awaitUp(lease));
        // What Grid Engine does without -notify: KILL to everything of the job's account.
        site.lab.lab("exec", node, "pkill", "-KILL", "-u", "vmjob");
        assertThat(site.awaitEnded(lease).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    @Tag("long")
    void guestsEndOnTimeWhileTheCoordinatorIsDead() {
        String lease = site.create("alone", 5, 2, "");
        site.awaitUp(lease);
        site.lab.lab("kill", "coordinator");
        try {
            site.everythingIsGivenBack();
        } finally {
            site.lab.lab("start", "coordinator");
        }
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
    }

    @Test
    @Tag("long")
    void twoLeasesThatCannotBothFitDoNotStarveEachOther() {
        String one = site.create("one", 3, 2, "");
        String two = site.create("two", 3, 2, "");
        endedClean(site.awaitEnded(one), "LEASE_ENDED");
        endedClean(site.awaitEnded(two), "LEASE_ENDED");
        assertThat(List.of(site.creates(one), site.creates(two))).containsOnly(2L);
    }

    @Test
    void whatCanNeverRunIsRefusedInGridEnginesWords() {
        String lease = site.create("never", 600, 1, "node_property = \"gpu\"");
        JsonNode ended = site.awaitEnded(lease);
        assertThat(ended.toString()).contains("unknown resource").contains("gpu");
        assertThat(site.jobsOf(lease)).isZero();
    }

    @Test
    void anExecutionDaemonThatIsKilledAndStartedDisturbsNoGuest() {
        String lease = site.create("execd", 8, 1, "");
        String node = nodeOf(site.awaitUp(lease));
        site.lab.lab("kill", node);
        site.lab.lab("start", node);
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(1);
    }

    @Test
    void aQmasterThatIsKilledWhileALeaseIsSubmittedDoublesNothing() throws Exception {
        String lease = site.create("qmaster", 4, 2, "");
        Pause.system().of(Duration.ofMillis(100));
        qmaster.kill();
        qmaster.start();
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void aWorkerThatIsKilledAgainAndAgainDoublesNothing() throws Exception {
        String first = site.create("first", 4, 1, "");
        for (int i = 0; i < 5; i++) {
            site.lab.tryLab("exec", "master", "pkill", "-KILL", "-f", "worker.WorkerMain");
            Pause.system().of(Duration.ofMillis(300));
        }
        String second = site.create("second", 4, 1, "");
        site.lab.tryLab("exec", "master", "pkill", "-KILL", "-f", "worker.WorkerMain");
        endedClean(site.awaitEnded(first), "LEASE_ENDED");
        endedClean(site.awaitEnded(second), "LEASE_ENDED");
        assertThat(List.of(site.creates(first), site.creates(second))).containsOnly(1L);
    }
}
