package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

/** Lines in the form that sacct's page gives: no cluster with an accounting was at hand. */
class SacctJobsTest {
    private static final String OUTPUT = """
            12|COMPLETED|0:0|node01|vone
            13_1|CANCELLED by 21700|0:15|node02|vone
            13_2|FAILED|3:0|node03|other
            14_[3-5]|PENDING|0:0|None assigned|vone
            15|RUNNING|0:0|node01|vone
            16|CANCELLED by 0|0:0|None assigned|vone
            """;

    @Test
    void jobsOfANameThatAreOverAreFound() throws Exception {
        assertThat(SacctJobs.named("vone", OUTPUT))
                .extracting(Job::id)
                .containsExactly(new JobId("12"), new JobId("13_1"), new JobId("16"));
        Job task = SacctJobs.named("vone", OUTPUT).get(1);
        assertThat(task.task()).isEqualTo(1);
        assertThat(task.node()).hasValue("node02");
        assertThat(task.reason()).hasValue("CANCELLED, exit 0:15");
        assertThat(SacctJobs.named("vone", OUTPUT).get(2).node()).isEmpty();
    }

    @Test
    void endsAreExitStatusOrSignal() throws Exception {
        assertThat(SacctJobs.end("13_2", OUTPUT).orElseThrow().exitStatus()).isEqualTo(3);
        assertThat(SacctJobs.end("13_1", OUTPUT).orElseThrow().signal()).isEqualTo("SIGTERM");
        assertThat(SacctJobs.end("15", OUTPUT)).isEmpty();
        assertThat(SacctJobs.end("99", OUTPUT)).isEmpty();
    }

    @Test
    void aLineThatCannotBeReadMakesTheAnswerNone() {
        assertThatThrownBy(() -> SacctJobs.named("vone", OUTPUT + "sacct: something\n"))
                .isInstanceOf(OutputException.class);
    }
}
