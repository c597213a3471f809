package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.contract.Requests;

/** A running job gives way to one of a queue with a higher priority, in each way that a site may configure. */
@Tag("node")
class PreemptionTest extends JobSteps {
    private static final String TRAPS = "trap 'echo TERM; exit 7' TERM; echo up; while :; do sleep 0.1; done";

    private void openWith(String preemption) throws Exception {
        open("""
                [[queue]]
                name = "low"
                kill_delay = "20s"
                preemption = "%s"
                [[queue]]
                name = "urgent"
                priority = 10
                [[node]]
                name = "n1"
                """.formatted(preemption));
    }

    private JobId urgent() throws LrmException {
        return lrm.submit(Requests.inQueue("urgent", "vurgent", "/bin/sh", "-c", "sleep 1"))
                .get(0);
    }

    private JobId low() throws Exception {
        JobId job = submitOne("vlow", "/bin/sh", "-c", TRAPS);
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        return job;
    }

    @Test
    void byACancelWithItsNotice() throws Exception {
        openWith("cancel");
        JobId low = low();

        JobId urgent = urgent();

        waitFor(low, Job.State.ENDED);
        assertThat(output(low)).isEqualTo("up\nTERM\n");
        assertThat(job(low).reason()).contains("preempted, exit 7");
        waitFor(urgent, Job.State.ENDED);
        assertThat(job(urgent).reason()).contains("exit 0");
    }

    @Test
    void byARequeueAlsoOverARestartOfTheDaemon() throws Exception {
        openWith("requeue");
        JobId low = low();
        JobId urgent = urgent();
        await(() -> assertThat(output(low)).isEqualTo("up\nTERM\n"));

        site.crash();
        site.restart();

        waitFor(urgent, Job.State.ENDED);
        await(() -> assertThat(new RunFolder(site.state.resolve("runs").resolve(low + "-2")).top())
                .isPresent());
        assertThat(job(low).state()).isEqualTo(Job.State.RUNNING);
        assertThat(output(low)).as("its first run").isEqualTo("up\nTERM\n");
    }

    @Test
    void bySuspensionUntilTheOtherIsOver() throws Exception {
        openWith("suspend");
        JobId low = low();

        JobId urgent = urgent();

        waitFor(low, Job.State.SUSPENDED);
        assertThat(job(low).reason())
                .hasValueSatisfying(words -> assertThat(words).startsWith("preempted"));
        waitFor(urgent, Job.State.ENDED);
        waitFor(low, Job.State.RUNNING);
        lrm.cancel(low);
        waitFor(low, Job.State.ENDED);
        assertThat(job(low).reason()).contains("cancelled, exit 7");
    }

    @Test
    void aCancelOfAJobThatIsToWaitAgainEndsIt() throws Exception {
        openWith("requeue");
        JobId low =
                submitOne("vlow", "/bin/sh", "-c", "trap 'sleep 1; exit 7' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(low)).isEqualTo("up\n"));
        JobId urgent = urgent();
        await(() -> assertThat(job(low).reason()).isPresent());

        lrm.cancel(low);

        waitFor(low, Job.State.ENDED);
        assertThat(job(low).reason()).contains("cancelled, exit 7");
        waitFor(urgent, Job.State.ENDED);
    }

    @Test
    void whatAQueueGrantsIsToldAndWhatEndangersANodeIsRemarked() throws Exception {
        openWith("suspend");
        LrmLimits low = lrm.limits(Optional.of("low"));
        assertThat(low.notice().orElseThrow()).hasSeconds(20);
        assertThat(low.epilog()).contains(false);
        assertThat(low.remarks()).singleElement().asString().contains("suspended");
        LrmLimits urgent = lrm.limits(Optional.of("urgent"));
        assertThat(urgent.notice().orElseThrow()).hasSeconds(60);
        assertThat(urgent.remarks()).isEqualTo(List.of());
        assertThat(lrm.limits(Optional.empty())).isEqualTo(low);
    }
}
