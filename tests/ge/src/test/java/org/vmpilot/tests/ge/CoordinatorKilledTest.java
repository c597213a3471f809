package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** The coordinator is killed with -9 in each phase of a lease and started again: no lease lost, no job doubled, none left over. */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
class CoordinatorKilledTest {
    private final Site site;
    private final Qmaster qmaster;

    CoordinatorKilledTest(Site site) {
        this.site = site;
        this.qmaster = new Qmaster(site.lab);
    }

    @AfterEach
    void nothingIsLeft() {
        site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        onEachNode("guest.shutdown=");
        site.nothingIsLeft();
    }

    private void onEachNode(String setting) {
        for (String node : Lab.NODES) {
            site.lab.run("exec", node, "simulated-xl", "set", setting);
        }
    }

    private void killCoordinator() {
        site.lab.run("kill", "coordinator");
    }

    private void startCoordinator() {
        site.lab.run("start", "coordinator");
    }

    /** Two guests were begun, once each; its end is what it would have been. */
    private void endsAsIfNothingHadHappened(String lease) {
        JsonNode ended = site.awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("LEASE_ENDED");
        assertThat(ended.path("verdict").asText()).as(ended.toString()).isEqualTo("CLEAN");
        assertThat(site.creates(lease)).as("guests begun").isEqualTo(2);
    }

    @Test
    void whileTheCellIsAskedToTakeIt() throws Exception {
        site.awaitEnded(site.create("first", 1, 1, "")); // so that there is a worker
        String lease = qmaster.inTheMiddleOf(() -> site.create("submitting", 3, 2, ""), this::killCoordinator);
        Patience.await("its worker is gone").until(() -> workers() == 0);
        startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }

    private long workers() {
        return site.lab
                .run("exec", "master", "ps", "-eo", "args")
                .lines()
                .filter(line -> line.contains("worker.WorkerMain"))
                .count();
    }

    @Test
    @Tag("long")
    void whileItsJobsWait() {
        killedBefore("QUEUED", "vmpilot.q");
    }

    @Test
    @Tag("long")
    void whileOneNodeIsReadyAndTheOtherOneIsAwaited() {
        killedBefore("READY", "vmpilot.q@node02", "vmpilot.q@node03");
    }

    /** @param shut queue instances that open only after the coordinator was killed */
    private void killedBefore(String state, String... shut) {
        List<String> disable = new ArrayList<>(List.of("admin", "qmod", "-d"));
        disable.addAll(List.of(shut));
        site.lab.run(disable.toArray(String[]::new));
        String lease = site.create(state.toLowerCase(Locale.ROOT), 3, 2, "");
        site.await(lease, "has a slot that is " + state, Site.slotIn(state));
        killCoordinator();
        site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }

    @Test
    void whileItsGuestsRun() {
        String lease = site.create("live", 8, 2, "");
        site.awaitUp(lease);
        killCoordinator();
        startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }

    @Test
    @Tag("long")
    void whileItsGuestsAreAskedToShutDown() {
        onEachNode("guest.shutdown=2");
        String lease = site.create("ending", 600, 2, "");
        site.awaitUp(lease);
        site.end(lease);
        site.await(lease, "is ending", Site.slotIn("ENDING").or(Site::isEnded));
        killCoordinator();
        startCoordinator();
        endsAsIfNothingHadHappened(lease);
    }
}
