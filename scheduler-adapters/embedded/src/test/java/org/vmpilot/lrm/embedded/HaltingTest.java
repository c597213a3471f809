package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.contract.Requests;
import org.vmpilot.lrm.worker.WorkerChannel;
import org.vmpilot.lrm.worker.WorkerSession;

/** Hold and suspension, as DRMAA's control asks for them. */
class HaltingTest extends JobSteps {
    private static final String COUNTS = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done";

    private void control(JobId job, int action) throws Exception {
        WorkerSession session = new WorkerSession(WorkerChannel.unixSocket(site.socket()), Duration.ofSeconds(20));
        session.init("");
        try {
            session.control(job.text(), action);
        } finally {
            session.exit();
        }
    }

    private boolean isStopped(JobId job) throws Exception {
        return new RunFolder(site.run(job)).top().orElseThrow().process().isStopped();
    }

    private JobId counting() throws Exception {
        JobId job = submitOne("vcount", "/bin/sh", "-c", COUNTS);
        await(() -> assertThat(output(job)).contains("1\n"));
        return job;
    }

    private void goesOn(JobId job) throws Exception {
        String before = output(job);
        await(() -> assertThat(output(job)).hasSizeGreaterThan(before.length()));
    }

    @Test
    void aHeldJobWaitsUntilItIsReleased() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId first = submitOne("vfirst", "/bin/sleep", "600");
        waitFor(first, Job.State.RUNNING);
        JobId held = submitOne("vheld", "/bin/true");
        control(held, Session.HOLD);
        JobId later = submitOne("vlater", "/bin/true");

        lrm.cancel(first);

        waitFor(later, Job.State.ENDED);
        assertThat(job(held).state()).isEqualTo(Job.State.HELD);
        control(held, Session.RELEASE);
        waitFor(held, Job.State.ENDED);
    }

    @Test
    void aSuspendedJobStandsStillAndKeepsItsNodeAlsoOverARestart() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId job = counting();

        control(job, Session.SUSPEND);

        await(() -> assertThat(isStopped(job)).isTrue());
        assertThat(job(job).state()).isEqualTo(Job.State.SUSPENDED);
        JobId other = submitOne("vother", "/bin/true");
        site.crash();
        site.restart();
        assertThat(job(job).state()).isEqualTo(Job.State.SUSPENDED);
        assertThat(job(other).state()).isEqualTo(Job.State.QUEUED);
        control(job, Session.RESUME);
        await(() -> assertThat(isStopped(job)).isFalse());
        goesOn(job);
        assertThat(job(job).state()).isEqualTo(Job.State.RUNNING);
    }

    @Test
    void aSuspendedJobHearsItsTerm() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId job = submitOne("vterm", "/bin/sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        control(job, Session.SUSPEND);
        await(() -> assertThat(isStopped(job)).isTrue());

        lrm.cancel(job);

        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason())
                .hasValueSatisfying(words -> assertThat(words).contains("7"));
    }

    @Test
    void whatCannotBeHaltedIsRefused() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId job = counting();

        assertThatThrownBy(() -> control(job, Session.HOLD)).isInstanceOf(DeniedByDrmException.class);
        assertThatThrownBy(() -> control(job, Session.RESUME)).isInstanceOf(DeniedByDrmException.class);
        assertThatThrownBy(() -> control(job, Session.RELEASE)).isInstanceOf(DeniedByDrmException.class);
        assertThat(lrm.submit(Requests.exclusive("vmore", 1, "/bin/true"))).hasSize(1);
    }
}
