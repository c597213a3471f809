package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/** A lease of several nodes as one job, from end to end: whatever ends it, every node comes back clean. */
@Tag("e2e")
class GangLifeTest {
    private static Site site;
    private static Judge judge;

    @BeforeAll
    static void bringUp() throws IOException {
        site = Site.up(3, "gang");
        judge = site.judge();
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    private static LeaseView up(String name, int seconds, int nodes, String more) throws Exception {
        String lease =
                site.create(LeaseText.of(name, seconds, nodes, 1).with(more)).id();
        LeaseView up = site.awaitUp(lease);
        assertThat(up.slots())
                .extracting(SlotView::node)
                .doesNotHaveDuplicates()
                .hasSize(nodes);
        assertThat(up.slots().stream().map(SlotView::lrmJob).distinct().toList())
                .as("one job for all slots")
                .singleElement()
                .asString()
                .matches("[0-9]+");
        return up;
    }

    private static void endedClean(String lease, String notice) {
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).as("%s", ended).isEqualTo(notice);
        assertThat(ended.verdict()).as("%s", ended).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
    }

    @Test
    void itComesUpOnAllItsNodesAndEndsByItsDuration() throws Exception {
        LeaseView up = up("whole", 5, 3, "");
        endedClean(up.id(), "LEASE_ENDED");
        judge.createdOnce(up.id(), 3);
    }

    @Test
    @Tag("long")
    void anAdminsCancelOfTheWholeEndsIt() throws Exception {
        LeaseView up = up("cancelled", 600, 3, "");
        try (LrmSocket lrm = new LrmSocket(site.folder.resolve("lrm/socket"))) {
            lrm.cancel(up.slots().get(0).lrmJob());
        }
        endedClean(up.id(), "TERMINATED");
    }

    @Test
    void aLauncherThatIsKilledAloneEndsTheLease() throws Exception {
        LeaseView up = up("launcher", 600, 2, "");
        site.exec(up.slots().get(1).node(), "pkill", "-KILL", "-f", "pilot-job");
        assertThat(site.awaitEnded(up.id()).verdict()).isEqualTo("CLEAN");
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
    }

    @Test
    @Tag("long")
    void orItsSlotAloneWhereTheLeaseGoesOn() throws Exception {
        LeaseView up = up("goes-on", 12, 2, "on_slot_loss = \"continue\"");
        SlotView lost = up.slots().get(1);
        site.exec(lost.node(), "pkill", "-KILL", "-f", "pilot-job");
        site.await(
                up.id(), "has lost a slot", view -> view.slots().get(1).state().equals("ENDED"));
        assertThat(judge.guestsOn(up.slots().get(0).node())).hasSize(1);
        endedClean(up.id(), "LEASE_ENDED");
    }

    @Test
    @Tag("long")
    void twoThatCannotBothFitRunOneAfterTheOther() throws Exception {
        String one = site.create(LeaseText.of("one", 3, 2, 1)).id();
        String two = site.create(LeaseText.of("two", 3, 2, 1)).id();
        for (String lease : List.of(one, two)) {
            endedClean(lease, "LEASE_ENDED");
            judge.createdOnce(lease, 2);
        }
    }

    @Test
    void aCoordinatorThatIsKilledAndStartedKnowsItAgain() throws Exception {
        LeaseView up = up("known", 10, 3, "");
        site.killCoordinator();
        site.startCoordinator();
        endedClean(up.id(), "LEASE_ENDED");
        judge.createdOnce(up.id(), 3);
    }
}
