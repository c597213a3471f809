package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

@Tag("e2e")
class LeaseLifeTest {
    private static Site site;
    private static Judge judge;

    @BeforeAll
    static void bringUp() throws IOException {
        site = Site.up(3);
        judge = site.judge();
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    @Test
    void aLeaseOverTwoNodesComesUpAndEndsByItsDuration() throws Exception {
        String lease = site.create(LeaseText.of("cluster", (int) Patience.of(4).toSeconds(), 4, 2))
                .id();
        LeaseView up = site.awaitUp(lease);
        assertThat(up.slots())
                .extracting(SlotView::node)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(up.slots())
                .allSatisfy(slot -> assertThat(judge.guestsOn(slot.node()))
                        .containsExactlyInAnyOrderElementsOf(slot.guests().stream()
                                .map(guest -> guest.uuid())
                                .toList()));
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("LEASE_ENDED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.createdOnce(lease, 4);
        assertThat(certificates(lease)).hasSize(2).allSatisfy(certificate -> {
            assertThat(certificate.path("verdict").asText()).isEqualTo("clean");
            assertThat(certificate.path("guests").findValuesAsText("ended")).containsOnly("polite");
        });
    }

    @Test
    void aLeaseThatIsEndedEarlyEndsAndIsCertified() throws Exception {
        String lease = site.create(LeaseText.of("early", 600, 2, 1)).id();
        site.awaitUp(lease);
        site.client().end(lease);
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("LEASE_ENDED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
    }

    @Test
    void guestsThatIgnoreShutdownAreForced() throws Exception {
        String lease = site.create(LeaseText.of("stubborn", 600, 2, 2).behaving("ignores-shutdown"))
                .id();
        site.awaitUp(lease);
        site.client().end(lease);
        assertThat(site.awaitEnded(lease).verdict()).isEqualTo("CLEAN");
        assertThat(certificates(lease).get(0).path("guests").findValuesAsText("ended"))
                .containsOnly("forced");
        judge.everyNodeIsClean();
    }

    @Test
    void aSlotWhoseGuestsAllEndIsOver() throws Exception {
        String lease =
                site.create(LeaseText.of("brief", 600, 2, 2).behaving("ends:1")).id();
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("GUESTS_ENDED");
        assertThat(certificates(lease).get(0).path("guests").findValuesAsText("ended"))
                .containsOnly("by_itself");
        judge.everyNodeIsClean();
    }

    @Test
    void aLeaseThatWaitsForANodeCanBeEnded() throws Exception {
        String holder = site.create(LeaseText.of("holder", 600, 3, 1)).id();
        site.awaitUp(holder);
        String waiting = site.create(LeaseText.of("waiting", 600, 1, 1)).id();
        site.await(waiting, "is queued", view -> view.slots().get(0).state().equals("QUEUED"));
        site.client().end(waiting);
        LeaseView ended = site.awaitEnded(waiting);
        assertThat(ended.slots().get(0).node()).isNull();
        site.client().end(holder);
        site.awaitEnded(holder);
        judge.everyNodeIsClean();
        judge.createdOnce(waiting, 0);
    }

    @Test
    void twoLeasesThatCannotBothFitDoNotStarveEachOther() throws Exception {
        String one = site.create(LeaseText.of("one", 3, 2, 1)).id();
        String two = site.create(LeaseText.of("two", 3, 2, 1)).id();
        assertThat(List.of(site.awaitEnded(one), site.awaitEnded(two)))
                .extracting(LeaseView::notice, LeaseView::verdict)
                .containsOnly(tuple("LEASE_ENDED", "CLEAN"));
        judge.everyNodeIsClean();
        judge.createdOnce(one, 2);
        judge.createdOnce(two, 2);
    }

    @Test
    void severalSlotsOnASharedNodeDoNotDisturbEachOther() throws Exception {
        String longer = site.create(LeaseText.of("longer", 600, 3, 1).with("node_use = \"shared\""))
                .id();
        String shorter = site.create(LeaseText.of("shorter", 2, 3, 1).with("node_use = \"shared\""))
                .id();
        site.awaitUp(longer);
        assertThat(site.awaitEnded(shorter).verdict()).isEqualTo("CLEAN");
        LeaseView still = site.awaitUp(longer);
        assertThat(still.slots())
                .allSatisfy(slot -> assertThat(judge.guestsOn(slot.node()))
                        .containsAll(slot.guests().stream()
                                .map(guest -> guest.uuid())
                                .toList()));
        site.client().end(longer);
        assertThat(site.awaitEnded(longer).verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
    }

    @Test
    void aGuestThatTheNodeForbidsEndsTheLeaseWithTheNodesWords() throws Exception {
        String text = LeaseText.of("forbidden", 600, 1, 1).text().replace("vmpilot-images/kernels", "other");
        String lease = site.client()
                .create(text.getBytes(StandardCharsets.UTF_8), VmpilotClient.Form.TOML)
                .id();
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("FAILED");
        assertThat(ended.reason()).contains("/var/lib/other/guest");
        judge.everyNodeIsClean();
        judge.createdOnce(lease, 0);
    }

    @Test
    void aCreateThatFailsEndsTheLeaseAndGivesEverythingBack() throws Exception {
        for (String node : site.nodes()) {
            site.exec(node, "simulated-xl", "fault", "add", "fail", "command=create", "index=1", "exit=3");
        }
        try {
            String lease = site.create(LeaseText.of("broken", 600, 2, 2)).id();
            LeaseView ended = site.awaitEnded(lease);
            assertThat(ended.notice()).isEqualTo("FAILED");
            assertThat(ended.verdict()).isEqualTo("CLEAN");
            assertThat(certificates(lease).get(0).path("guests").findValuesAsText("ended"))
                    .element(1)
                    .isEqualTo("never_started");
            judge.everyNodeIsClean();
        } finally {
            for (String node : site.nodes()) {
                site.exec(node, "simulated-xl", "fault", "clear");
            }
        }
    }

    @Test
    void aJobThatAnAdminCancelsInTheLrmEndsItsLease() throws Exception {
        String lease = site.create(LeaseText.of("cancelled", 600, 2, 1)).id();
        SlotView slot = site.awaitUp(lease).slots().get(0);
        try (LrmSocket lrm = new LrmSocket(site.folder.resolve("lrm/socket"))) {
            lrm.cancel(slot.lrmJob());
        }
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
        assertThat(certificates(lease))
                .filteredOn(certificate -> certificate.path("slot").asText().equals(slot.key()))
                .singleElement()
                .satisfies(certificate ->
                        assertThat(certificate.path("notice").asText()).isIn("CANCELLED", "TERMINATED"));
    }

    @Test
    void aLauncherThatIsKilledEndsItsSlot() throws Exception {
        String lease = site.create(LeaseText.of("launcher", 600, 1, 1)).id();
        String node = site.awaitUp(lease).slots().get(0).node();
        site.exec(node, "pkill", "-KILL", "-f", "pilot-job");
        assertThat(site.awaitEnded(lease).verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
    }

    @Test
    void aKilledAgentIsReapedAndCertifiedAsFailed() throws Exception {
        String lease = site.create(LeaseText.of("orphan", 600, 2, 2)).id();
        String node = site.awaitUp(lease).slots().get(0).node();
        site.exec(node, "pkill", "-KILL", "-f", "org.vmpilot.agent.Agent run");
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("FAILED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        assertThat(certificates(lease).get(0).path("notice").asText()).isEqualTo("FAILED");
        judge.everyNodeIsClean();
    }

    @Test
    void guestsEndOnTimeWhileTheCoordinatorIsDown() throws Exception {
        String lease = site.create(LeaseText.of("alone", 4, 2, 1)).id();
        site.awaitUp(lease);
        site.killCoordinator();
        try {
            judge.everyNodeIsClean();
        } finally {
            site.startCoordinator();
        }
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("LEASE_ENDED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
    }

    private static List<JsonNode> certificates(String lease) throws Exception {
        Patience.await("certificates of " + lease)
                .until(() -> !site.client().certificates(lease).isEmpty());
        return site.client().certificates(lease);
    }
}
