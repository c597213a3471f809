package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmpilot.host.Pause;

/** Leases from end to end: the coordinator, a real Grid Engine, ordinary accounts, nodes with the simulated xl. */
@Tag("ge")
class LeaseOnGridEngineTest {
    private static Site site;

    @BeforeAll
    static void bringUp() {
        site = new Site();
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    private boolean qmasterWasDown;

    /**
     * An execution daemon that lost its qmaster holds back for ten minutes what it knows of jobs that end (delayed job reporting), and the
     * node is booked for so long; a restarted daemon tells at once.
     */
    @AfterEach
    void nothingIsLeft() {
        site.endAll();
        site.everythingIsGivenBack();
        if (qmasterWasDown) {
            for (String node : Lab.NODES) {
                site.lab.lab("stop", node);
                site.lab.lab("start", node);
            }
        }
    }

    private void killQmaster() {
        qmasterWasDown = true;
        site.lab.lab("kill", "master");
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
        killQmaster();
        site.lab.lab("start", "master");
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void aQmasterThatIsDownForAWhileEndsNoLease() {
        String lease = site.create("patient", 600, 1, "");
        site.awaitUp(lease);
        killQmaster();
        try {
            Patience.await("it is shown")
                    .untilAsserted(
                            () -> assertThat(site.lab.lab("vmpilot", "status")).contains("DOES NOT ANSWER"));
            assertThat(Site.isUp(site.awaitUp(lease))).isTrue();
        } finally {
            site.lab.lab("start", "master");
        }
        site.end(lease);
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
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

    static Stream<Arguments> phases() {
        Predicate<JsonNode> always = lease -> true;
        return Stream.of(
                Arguments.of("just made", always),
                Arguments.of("queued", Site.slotIn("QUEUED")),
                Arguments.of("claimed", Site.slotIn("CLAIMED")),
                Arguments.of("up", (Predicate<JsonNode>) Site::isUp));
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("phases")
    void aCoordinatorKilledWhenALeaseIs(String phase, Predicate<JsonNode> reached) {
        String lease = site.create("killed", 4, 2, "");
        Predicate<JsonNode> beyond = view -> view.path("state").asText().equals("ACTIVE");
        site.await(lease, phase + " or beyond", reached.or(beyond));
        site.lab.lab("kill", "coordinator");
        site.lab.lab("start", "coordinator");
        endedClean(site.awaitEnded(lease), "LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(2);
    }
}
