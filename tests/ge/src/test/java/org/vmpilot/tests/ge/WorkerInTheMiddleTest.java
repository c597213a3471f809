package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.host.Pause;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/**
 * The worker is killed when its request has reached the qmaster and no answer has come: in each call that changes something. What the
 * caller is told is true, and what a search finds later is whole. The names are its own: the cell is shared, and its accounting forgets nothing.
 */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class WorkerInTheMiddleTest {
    private final Cell cell;
    private final Lab lab;
    private final Qmaster qmaster;
    private Lrm lrm;

    WorkerInTheMiddleTest(Cell cell) {
        this.cell = cell;
        this.lab = cell.lab();
        this.qmaster = new Qmaster(lab);
    }

    @BeforeEach
    void openWithAWorkerThatHasSubmitted() throws LrmException {
        lrm = cell.open("middle", Duration.ofSeconds(45));
        lrm.submit(Pilots.sleeping("vmiddle-before", 1));
    }

    @AfterEach
    void close() {
        cell.endJobs();
        lrm.close();
        assertThat(cell.workers()).isEmpty();
    }

    private interface Change {
        void make() throws LrmException;
    }

    /** @return the kind of its failure; empty: it succeeded */
    private Optional<LrmException.Kind> inTheMiddleOf(Change change) throws InterruptedException {
        return qmaster.inTheMiddleOf(
                () -> {
                    try {
                        change.make();
                        return Optional.empty();
                    } catch (LrmException e) {
                        return Optional.of(e.kind());
                    }
                },
                this::killWorkers);
    }

    private void killWorkers() {
        cell.workers().forEach(ProcessHandle::destroyForcibly);
    }

    private List<Job> foundAfterSettling(String name) throws Exception {
        Pause.system().of(lrm.settleTime());
        return lrm.search(name);
    }

    @Test
    void aSubmitIsSaidToBeUnknownAndAtMostOneJobIsFound() throws Exception {
        assertThat(inTheMiddleOf(() -> lrm.submit(Pilots.sleeping("vmiddle-one", 1))))
                .contains(LrmException.Kind.UNKNOWN);
        assertThat(foundAfterSettling("vmiddle-one")).hasSizeLessThanOrEqualTo(1);
        theNextSubmitWorks();
    }

    @Test
    void anArrayIsSaidToBeUnknownAndIsThereWholeOrNotAtAll() throws Exception {
        assertThat(inTheMiddleOf(() -> lrm.submit(Pilots.sleeping("vmiddle-array", 3))))
                .contains(LrmException.Kind.UNKNOWN);
        assertThat(foundAfterSettling("vmiddle-array").stream().map(Job::task).sorted())
                .isIn(List.of(), List.of(1, 2, 3));
        theNextSubmitWorks();
    }

    @Test
    @Tag("long")
    void aCancelIsSaidToBeUnknownAndCanBeRepeated() throws Exception {
        JobId job = lrm.submit(Pilots.sleeping("vmiddle-cancel", 1)).get(0);
        assertThat(inTheMiddleOf(() -> lrm.cancel(job))).contains(LrmException.Kind.UNKNOWN);
        lrm.cancel(job);
        Patience.await("over")
                .until(() -> lrm.search("vmiddle-cancel").stream().allMatch(found -> found.state() == Job.State.ENDED));
    }

    @Test
    void aReturnToTheSessionLosesItsSubmitAndNothingElse() throws Exception {
        killWorkers();
        assertThat(inTheMiddleOf(() -> lrm.submit(Pilots.sleeping("vmiddle-return", 1))))
                .contains(LrmException.Kind.UNREACHABLE);
        assertThat(foundAfterSettling("vmiddle-return")).isEmpty();
        theNextSubmitWorks();
    }

    private void theNextSubmitWorks() throws LrmException {
        List<JobId> ids = lrm.submit(Pilots.sleeping("vmiddle-after", 1));
        assertThat(lrm.search("vmiddle-after")).extracting(Job::id).contains(ids.get(0));
        assertThat(lrm.search("vmiddle-before"))
                .as("a job of the worker before")
                .isNotEmpty();
    }
}
