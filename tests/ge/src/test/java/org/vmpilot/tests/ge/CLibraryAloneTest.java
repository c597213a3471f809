package org.vmpilot.tests.ge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.LrmContract;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** A C library without a dialect: it submits and cancels, and nothing else is asked of it. */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class CLibraryAloneTest {
    private final Cell cell;
    private final Lab lab;

    CLibraryAloneTest(Cell cell) {
        this.cell = cell;
        this.lab = cell.lab();
    }

    private Lrm open() {
        return CLibrary.open(
                cell, Map.of("native_specification", "-w n -q batch.q -l h_rt={seconds} -wd / -o /dev/null -j y"));
    }

    private static JobRequest job(int tasks, String... command) {
        return new JobRequest(
                "valone",
                tasks,
                List.of(command),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Duration.ofMinutes(10),
                0);
    }

    private Path folder() throws Exception {
        return lab.newFolder("alone-");
    }

    @Test
    void itSubmitsWithEveryArgumentAndEndsWhatItIsToldTo() throws Exception {
        Path folder = folder();
        String say = "printf '%s|' \"$@\" >" + folder + "/said; sleep 600; echo over >" + folder + "/over";
        try (Lrm lrm = open()) {
            JobId job = lrm.submit(job(1, "/bin/sh", "-c", say, "sh", "a b", "$HOME", "ü€"))
                    .get(0);
            Patience.await("it runs")
                    .untilAsserted(() -> assertThat(folder.resolve("said"))
                            .usingCharset(UTF_8)
                            .hasContent("a b|$HOME|ü€|"));
            lrm.cancel(job);
            Patience.await("it is gone")
                    .until(() -> !lab.asAccount("qstat", "-u", "vmjob").contains("valone"));
            lrm.cancel(job);
            assertThat(folder.resolve("over")).doesNotExist();
        }
        assertThat(cell.workers()).isEmpty();
    }

    @Test
    void anArrayIsSubmittedAsOne() throws Exception {
        Path folder = folder();
        try (Lrm lrm = open()) {
            List<JobId> jobs = lrm.submit(job(3, "/bin/sh", "-c", "touch " + folder + "/$SGE_TASK_ID"));
            assertThat(jobs).hasSize(3).allMatch(job -> job.text().matches("\\d+\\.[123]"));
            Patience.await("all have run")
                    .untilAsserted(() -> assertThat(folder.toFile().list()).containsExactlyInAnyOrder("1", "2", "3"));
        }
    }

    @Test
    void aCellThatIsDownWasNotAskedForAnything() throws Exception {
        try (Lrm lrm = open()) {
            Qmaster qmaster = new Qmaster(lab);
            qmaster.kill();
            try {
                LrmContract.assertKind(failure(lrm), LrmException.Kind.UNREACHABLE);
            } finally {
                qmaster.start();
            }
        }
    }

    private static Throwable failure(Lrm lrm) {
        try {
            return new AssertionError("it was taken: " + lrm.submit(job(1, "/bin/true")));
        } catch (LrmException e) {
            return e;
        }
    }
}
