package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/**
 * Holes of the workspace pilot and leaks reported against others that are the submitter's, each closed; the LRM is asked over its
 * socket, not by our adapter. The node's holes: ReferenceHolesTest in tests/faults.
 */
@Tag("e2e")
class SubmitterHolesTest {
    private static Site site;
    private static Judge judge;

    @BeforeAll
    static void bringUp() throws IOException {
        site = Site.up(1);
        judge = site.judge();
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    @AfterEach
    void nothingIsLeft() {
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
    }

    private static String upOnTheOnlyNode() throws Exception {
        String holder = site.create(LeaseText.of("holder", 600, 1, 1)).id();
        site.awaitUp(holder);
        return holder;
    }

    private static String queuedBehind() throws Exception {
        String waiting = site.create(LeaseText.of("waiting", 2, 1, 1)).id();
        site.await(waiting, "is queued", view -> slot(view).state().equals("QUEUED"));
        return waiting;
    }

    private static SlotView slot(LeaseView view) {
        return view.slots().get(0);
    }

    private static void end(String lease) throws Exception {
        site.client().end(lease);
        assertThat(site.awaitEnded(lease).verdict()).isEqualTo("CLEAN");
    }

    /** Hole 12: a qdel failed, the service forgot the job, and it lived on in the queue. */
    @Test
    void hole12ACancelThatCouldNotBeDoneIsDoneWhenTheLrmIsBack() throws Exception {
        String holder = upOnTheOnlyNode();
        String waiting = queuedBehind();
        site.lab("kill", "lrm");
        site.client().end(waiting);
        site.lab("start", "lrm");

        site.awaitEnded(waiting);
        Patience.await("the LRM has no job of it").untilAsserted(() -> {
            try (LrmSocket lrm = new LrmSocket(site.folder.resolve("lrm/socket"))) {
                assertThat(lrm.states(waiting)).isNotEmpty().containsOnly("ENDED");
            }
        });
        judge.createdOnce(waiting, 0);
        end(holder);
    }

    /** Hole 14: after a restart the LRM was never asked again; a job deleted while it was queued stayed pending for ever. */
    @Test
    void hole14AJobThatWasDeletedWhileTheCoordinatorWasDownDoesNotStayPending() throws Exception {
        String holder = upOnTheOnlyNode();
        String waiting = queuedBehind();
        String key = slot(site.client().get(waiting)).key();
        String job = slot(site.client().get(waiting)).lrmJob();
        site.killCoordinator();
        try (LrmSocket lrm = new LrmSocket(site.folder.resolve("lrm/socket"))) {
            lrm.cancel(job);
        }
        site.startCoordinator();

        site.await(
                waiting,
                "is not pending as that job any more",
                view -> view.state().equals("ENDED") || !slot(view).key().equals(key));
        site.client().end(waiting);
        end(holder);
    }

    /** Xenon 668, batchspawner 171 and 315, PSI/J, rocoto 121: an LRM that could not be asked was read as "no such job". */
    @Test
    void anLrmThatCannotBeAskedIsNotReadAsGone() throws Exception {
        String lease = upOnTheOnlyNode();
        List<String> guests = judge.guestsOn("node01");
        site.lab("kill", "lrm");
        Patience.await("the coordinator knows that it cannot ask")
                .until(() -> !site.client().status().lrmAnswers());

        assertThat(site.client().get(lease).state()).isEqualTo("ACTIVE");
        assertThat(judge.guestsOn("node01")).isEqualTo(guests);
        site.lab("start", "lrm");
        end(lease);
    }

    /** Toil 5459, Open OnDemand 3198: a submit whose answer was lost ran twice, or untracked. */
    @Test
    void aSubmitWhoseAnswerWasLostRunsOnce() throws Exception {
        String lease = site.create(LeaseText.of("once", 2, 1, 1)).id();
        site.lab("kill", "lrm");
        site.lab("start", "lrm");

        assertThat(site.awaitEnded(lease).notice()).isEqualTo("LEASE_ENDED");
        judge.createdOnce(lease, 1);
    }
}
