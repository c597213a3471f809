package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.Requests;

/** What tests of a real daemon do again and again. */
abstract class JobSteps {
    DaemonSite site;
    Lrm lrm;

    void open(String configuration) throws Exception {
        site = new DaemonSite(configuration);
        lrm = site.lrm();
    }

    @AfterEach
    void closeSite() throws Exception {
        if (site == null) {
            return;
        }
        for (Job job : lrm.snapshot().jobs()) {
            lrm.cancel(job.id());
        }
        lrm.close();
        site.remove();
        site = null;
    }

    JobId submitOne(String name, String... command) throws LrmException {
        return lrm.submit(Requests.exclusive(name, 1, command)).get(0);
    }

    Job job(JobId id) throws LrmException {
        return lrm.snapshot().jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + id));
    }

    void waitFor(JobId id, Job.State state) {
        await(() -> assertThat(job(id).state()).isEqualTo(state));
    }

    /** What a job has written to stdout so far; empty if it has not begun. */
    String output(JobId id) throws IOException {
        Path file = site.run(id).resolve("stdout");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20L * DaemonSite.PATIENCE))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(LrmException.class)
                .untilAsserted(condition);
    }
}
