package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.host.Pause;
import org.vmpilot.tests.lab.Leases;

/** Leases from end to end: the coordinator, a real Grid Engine, ordinary accounts, nodes with the simulated xl. */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
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

    @Test
    void aLeaseOverTwoNodesComesUpAndEndsByItsDuration() {
        String lease = site.create("cluster", 6, 2, "");
        JsonNode up = site.awaitUp(lease);
        assertThat(Leases.nodesOf(up)).doesNotHaveDuplicates().hasSize(2);
        site.endedClean(lease, "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void oneThatIsEndedEarlyEnds() {
        String lease = site.create("early", 600, 2, "");
        site.awaitUp(lease);
        site.end(lease);
        site.endedClean(lease, "LEASE_ENDED");
    }

    @Test
    void anAdminsQdelEndsItAndTheNodeIsClean() {
        String lease = site.create("deleted", 600, 1, "");
        JsonNode up = site.awaitUp(lease);
        site.lab.run("admin", "qdel", Leases.jobOf(up));
        site.endedClean(lease, "CANCELLED");
    }

    @Test
    void aBareKillOfTheJobEndsItAndTheNodeIsClean() {
        String lease = site.create("killed", 600, 1, "");
        String node = Leases.nodeOf(site.awaitUp(lease));
        // What Grid Engine does without -notify: KILL to everything of the job's account.
        site.lab.run("exec", node, "pkill", "-KILL", "-u", "vmjob");
        assertThat(site.awaitEnded(lease).path("verdict").asText()).isEqualTo("CLEAN");
    }

    @Test
    @Tag("long")
    void guestsEndOnTimeWhileTheCoordinatorIsDead() {
        String lease = site.create("alone", 5, 2, "");
        site.awaitUp(lease);
        site.lab.run("kill", "coordinator");
        try {
            site.everythingIsGivenBack();
        } finally {
            site.lab.run("start", "coordinator");
        }
        site.endedClean(lease, "LEASE_ENDED");
    }

    @Test
    @Tag("long")
    void twoLeasesThatCannotBothFitDoNotStarveEachOther() {
        String one = site.create("one", 3, 2, "");
        String two = site.create("two", 3, 2, "");
        site.endedClean(one, "LEASE_ENDED");
        site.endedClean(two, "LEASE_ENDED");
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
    @Tag("long")
    void anExecutionDaemonThatIsKilledAndStartedDisturbsNoGuest() {
        String lease = site.create("execd", 8, 1, "");
        String node = Leases.nodeOf(site.awaitUp(lease));
        site.lab.run("kill", node);
        site.lab.run("start", node);
        site.endedClean(lease, "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(1);
    }

    @Test
    void aQmasterThatIsKilledWhileALeaseIsSubmittedDoublesNothing() throws Exception {
        String lease = site.create("qmaster", 4, 2, "");
        Pause.system().of(Duration.ofMillis(100));
        qmaster.kill();
        qmaster.start();
        site.endedClean(lease, "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void aWorkerThatIsKilledAgainAndAgainDoublesNothing() throws Exception {
        String first = site.create("first", 4, 1, "");
        for (int i = 0; i < 5; i++) {
            site.lab.attempt("exec", "master", "pkill", "-KILL", "-f", "worker.WorkerMain");
            Pause.system().of(Duration.ofMillis(300));
        }
        String second = site.create("second", 4, 1, "");
        site.lab.attempt("exec", "master", "pkill", "-KILL", "-f", "worker.WorkerMain");
        site.endedClean(first, "LEASE_ENDED");
        site.endedClean(second, "LEASE_ENDED");
        assertThat(List.of(site.creates(first), site.creates(second))).containsOnly(1L);
    }
}
