package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
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

/** The worker and the qmaster die in the middle of calls: every answer that was given is true, and a lost one is said to be lost. */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class WorkerFaultsTest {
    private static final long SEED = Long.getLong("vmpilot.seed", 20261120L);

    private final Cell cell;
    private final Lab lab;
    private final Qmaster qmaster;
    private final Random random = new Random(SEED);
    private Lrm lrm;

    WorkerFaultsTest(Cell cell) {
        this.cell = cell;
        this.lab = cell.lab();
        this.qmaster = new Qmaster(lab);
    }

    @BeforeEach
    void open() {
        lrm = cell.open("faults", Patience.of(8));
    }

    @AfterEach
    void close() {
        cell.endJobs();
        lrm.close();
        assertThat(cell.workers()).isEmpty();
    }

    /** What was answered for each name: an id, or a kind of failure with the adapter's words. */
    private record Outcome(String name, List<JobId> ids, LrmException.Kind failure, String words) {}

    private Outcome submit(String name) {
        try {
            return new Outcome(name, lrm.submit(Pilots.sleeping(name, 1)), null, "");
        } catch (LrmException e) {
            return new Outcome(name, List.of(), e.kind(), e.getMessage());
        }
    }

    /** The blows come at the pace at which workers start on this machine: some hit a start, some a submit, and some submits are through. */
    @Test
    void aWorkerKilledInTheMiddleOfSubmitsMakesNoAnswerUntrue() throws Exception {
        long began = System.nanoTime();
        assertThat(submit("vkfirst").failure()).isNull();
        long start = Duration.ofNanos(System.nanoTime() - began).toMillis();
        List<Outcome> outcomes = submitWhile("vk", 25, () -> {
            cell.workers().forEach(ProcessHandle::destroyForcibly);
            return Duration.ofMillis(start / 2 + random.nextLong(2 * start));
        });
        assertThat(outcomes).as("seed " + SEED).anyMatch(outcome -> outcome.failure() == null);
        everyAnswerIsTrue(outcomes);
    }

    @Test
    void aQmasterKilledInTheMiddleOfSubmitsMakesNoAnswerUntrue() throws Exception {
        List<Outcome> outcomes = submitWhile("vq", 60, () -> {
            qmaster.kill();
            qmaster.startAlone();
            return Duration.ofMillis(500 + random.nextInt(1000));
        });
        qmaster.restartExecutionDaemons();
        assertThat(outcomes).as("seed " + SEED).anyMatch(outcome -> outcome.failure() == null);
        everyAnswerIsTrue(outcomes);
    }

    private interface Fault {
        /** Does its harm; returns how long until the next. */
        Duration strike();
    }

    private List<Outcome> submitWhile(String prefix, int submits, Fault fault) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread faults = new Thread(() -> {
            try {
                while (!over.get()) {
                    Pause.system().of(fault.strike());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Outcome> outcomes = new ArrayList<>();
        faults.start();
        try {
            for (int i = 0; i < submits; i++) {
                outcomes.add(submit(prefix + i));
            }
        } finally {
            over.set(true);
            faults.join();
        }
        return outcomes;
    }

    private void everyAnswerIsTrue(List<Outcome> outcomes) throws Exception {
        Pause.system().of(lrm.settleTime());
        Patience.await("the cell answers")
                .ignoreExceptions()
                .until(() -> lrm.snapshot().complete());
        for (Outcome outcome : outcomes) {
            List<JobId> found = lrm.search(outcome.name()).stream().map(Job::id).toList();
            if (outcome.failure() == null) {
                assertThat(found).as("%s, seed %d", outcome, SEED).isEqualTo(outcome.ids());
            } else if (outcome.failure() == LrmException.Kind.UNKNOWN) {
                assertThat(found).as("%s, seed %d", outcome, SEED).hasSizeLessThanOrEqualTo(1);
            } else {
                assertThat(found).as("%s, seed %d", outcome, SEED).isEmpty();
            }
        }
    }

    @Test
    @Tag("long")
    void aWorkerThatHangsIsSeenDeadBeforeTheCallerHearsOfIt() throws Exception {
        lrm.submit(Pilots.sleeping("vhang0", 1));
        ProcessHandle stopped = cell.workers().get(0);
        new ProcessBuilder("kill", "-STOP", Long.toString(stopped.pid()))
                .start()
                .waitFor();
        Outcome outcome = submit("vhang1");
        assertThat(outcome.failure()).isEqualTo(LrmException.Kind.UNKNOWN);
        assertThat(runs(stopped)).isFalse();
        assertThat(submit("vhang2").failure()).isNull();
    }

    /** A process that is dead and not yet collected (the init of its namespace does that in its own time) is alive for Java. */
    private static boolean runs(ProcessHandle process) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Test
    void aWorkerKilledInTheMiddleOfACancelLosesNoJob() throws Exception {
        JobId job = lrm.submit(Pilots.sleeping("vcancel", 1)).get(0);
        cell.workers().forEach(ProcessHandle::destroyForcibly);
        Patience.await("cancelled").ignoreExceptions().until(() -> {
            lrm.cancel(job);
            return true;
        });
        Patience.await("over")
                .until(() -> lrm.search("vcancel").stream().allMatch(found -> found.state() == Job.State.ENDED));
    }

    @Test
    void aCellThatIsDownWasNotAskedForAnythingAndComesBack() throws Exception {
        lrm.submit(Pilots.sleeping("vdown0", 1));
        qmaster.kill();
        try {
            isUnreachable(submit("vdown1"));
            isUnreachable(submit("vdown2")); // the worker is started anew
        } finally {
            qmaster.start();
        }
        Patience.await("submitted").until(() -> submit("vdown3").failure() == null);
        assertThat(lrm.search("vdown1")).isEmpty();
        assertThat(lrm.search("vdown2")).isEmpty();
    }

    private static void isUnreachable(Outcome outcome) {
        assertThat(outcome.failure()).as("%s", outcome).isEqualTo(LrmException.Kind.UNREACHABLE);
    }
}
