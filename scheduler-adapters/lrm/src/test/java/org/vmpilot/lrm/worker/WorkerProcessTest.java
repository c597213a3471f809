package org.vmpilot.lrm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker process around a library that crashes, hangs and floods. */
class WorkerProcessTest {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    @TempDir
    Path folder;

    private WorkerProcess worker;
    private WorkerSession session;

    @BeforeEach
    void start() throws DrmaaException {
        begin(null, Duration.ofSeconds(20L * PATIENCE));
    }

    private void begin(String contact, Duration deadline) throws DrmaaException {
        begin(List.of(), contact, deadline);
    }

    private void begin(List<String> through, String contact, Duration deadline) throws DrmaaException {
        worker = new WorkerProcess(
                through,
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.ggf.drmaa.SessionFactory=" + RiggedLibrary.class.getName(),
                        "-Drigged.down=" + folder.resolve("down"),
                        "-Drigged.hold=" + folder.resolve("hold"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName()),
                Map.of("PATH", "/usr/bin:/bin"));
        session = new WorkerSession(worker, deadline);
        session.initLater(contact);
    }

    @AfterEach
    void nothingIsLeft() throws DrmaaException {
        session.exit();
        assertThat(worker.kill()).isTrue();
        assertThat(workers()).isZero();
    }

    private static long workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .count();
    }

    private String run(String command) throws DrmaaException {
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand(command);
        return session.runJob(template);
    }

    @Test
    void whatTheLibraryPrintsThroughJavaDoesNotDisturbTheLine() throws Exception {
        assertThat(run("/quiet")).isEqualTo("1");
        assertThat(run("/quiet")).isEqualTo("2");
        assertThat(workers()).isEqualTo(1);
    }

    @Test
    void aCrashIsALostAnswerAndTheNextCallHasAnotherWorker() throws Exception {
        run("/quiet");
        assertThatThrownBy(() -> run("/crash")).isInstanceOf(AnswerLostException.class);
        assertThat(run("/quiet")).as("ids begin again").isEqualTo("1");
    }

    @Test
    void theSessionIsReturnedToByItsContact() throws Exception {
        assertThat(run("/contact")).isEqualTo("null");
        assertThatThrownBy(() -> run("/crash")).isInstanceOf(AnswerLostException.class);
        assertThat(run("/contact")).isEqualTo("rigged-session");
    }

    @Test
    void aSessionThatTheLibraryHasForgottenIsBegunAnew() throws Exception {
        session.exit();
        begin("forgotten", Duration.ofSeconds(20L * PATIENCE));
        assertThat(run("/contact")).isEqualTo("null");
    }

    @Test
    void aFloodOnItsStandardOutputEndsTheWorker() throws Exception {
        assertThatThrownBy(() -> run("/flood")).isInstanceOf(AnswerLostException.class);
        Awaitility.await().atMost(Duration.ofSeconds(20L * PATIENCE)).until(() -> workers() == 0);
        assertThat(run("/quiet")).isEqualTo("1");
    }

    /** Somebody outside of its session holds its pipes, so that its end shows late on them. */
    @Test
    void whatIsAskedOfAWorkerThatWasKilledIsNotSentOrAnsweredByTheNext() throws Exception {
        session.exit();
        Path holders = folder.resolve("holders");
        String hold = "setsid sleep 600 <&0 & echo $! >>" + holders + "; exec \"$@\"";
        begin(List.of("/bin/sh", "-c", hold, "sh"), null, Duration.ofSeconds(20L * PATIENCE));
        try {
            for (int round = 0; round < 10; round++) {
                run("/quiet");
                assertThat(worker.kill()).isTrue();
                Throwable failure = catchThrowable(() -> run("/quiet"));
                if (failure != null) {
                    assertThat(failure).isInstanceOf(NotSentException.class);
                }
            }
        } finally {
            Files.readAllLines(holders)
                    .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
            session.exit();
            begin(null, Duration.ofSeconds(20L * PATIENCE));
        }
    }

    @Test
    void aHangIsALostAnswerAndTheWorkerCanBeKilled() throws Exception {
        session.exit();
        begin(null, Duration.ofSeconds(3));
        assertThatThrownBy(() -> run("/hang")).isInstanceOf(AnswerLostException.class);
        assertThat(worker.kill()).isTrue();
        // Dead at once; that its parent has collected it is seen a moment later.
        Awaitility.await().atMost(Duration.ofSeconds(20L * PATIENCE)).until(() -> workers() == 0);
        assertThat(run("/quiet")).isEqualTo("1");
    }

    @Test
    void aLibraryThatHangsDoesNotKeepTheWorkerWhenItsLineEnds() throws Exception {
        session.exit();
        begin(null, Duration.ofSeconds(3));
        assertThatThrownBy(() -> run("/hang")).isInstanceOf(AnswerLostException.class);
        session.exit();
        Awaitility.await().atMost(Duration.ofSeconds(20L * PATIENCE)).until(() -> workers() == 0);
        session.initLater(null);
    }

    @Test
    void anLrmThatCannotBeReachedAtTheStartWasNotAskedForAnything() throws Exception {
        Files.createFile(folder.resolve("down"));
        assertThatThrownBy(() -> run("/quiet"))
                .isInstanceOf(DrmsInitException.class)
                .hasMessageContaining("unable to contact qmaster");
        Files.delete(folder.resolve("down"));
        assertThat(run("/quiet")).isEqualTo("1");
    }

    @Test
    void whatTheLibraryAnswersIsNotALostAnswer() {
        assertThatThrownBy(() -> run("/refuse"))
                .isInstanceOf(DrmCommunicationException.class)
                .isNotInstanceOf(AnswerLostException.class)
                .hasMessageContaining("gdi request");
    }

    @Test
    void endsThatAreTakenFromTheLibraryAreKeptForWhoeverWaits() throws Exception {
        String first = run("/quiet");
        String second = run("/quiet");
        run("/quiet");
        JobInfo later = session.wait(second, 10);
        JobInfo earlier = session.wait(first, 10);
        assertThat(Optional.of(later.getExitStatus())).contains(2);
        assertThat(Optional.of(earlier.getExitStatus())).contains(1);
    }

    @Test
    void aProgramThatCannotBeStartedWasNotAskedForAnything() throws Exception {
        session.exit();
        session = new WorkerSession(new WorkerProcess(List.of("/no/java"), Map.of()), Duration.ofSeconds(5));
        session.initLater(null);
        assertThatThrownBy(() -> run("/quiet"))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("/no/java");
    }

    /** Finished jobs are taken from the library before each submit: wait(ANY, no wait). */
    @Test
    void aWorkerKilledWhileItDrainsFinishedJobsLosesTheAnswerAndTheNextOneGoesOn() throws Exception {
        run("/quiet");
        Files.createFile(folder.resolve("hold"));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread submit = new Thread(() -> failure.complete(catchThrowable(() -> run("/quiet"))), "submit");
        submit.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20L * PATIENCE))
                .until(() -> Files.exists(folder.resolve("waiting")));
        assertThat(worker.kill()).isTrue();
        assertThat(failure.get(20L * PATIENCE, TimeUnit.SECONDS)).isInstanceOf(AnswerLostException.class);
        submit.join();
        Files.delete(folder.resolve("hold"));
        assertThat(run("/quiet")).as("of another worker").isEqualTo("1");
    }
}
