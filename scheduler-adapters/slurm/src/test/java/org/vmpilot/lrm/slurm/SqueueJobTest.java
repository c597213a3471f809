package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

/** Lines as squeue 22.05 wrote them. */
class SqueueJobTest {
    private static final String HEADER = SqueueJob.HEADER + "\n";

    private static final String RECORDED = HEADER + """
            4|COMPLETED|0|None|node01|wrap|
            1|FAILED|768|NonZeroExitCode|node01|wrap|
            2|FAILED|9|JobLaunchFailure|node02|wrap|
            8_9|FAILED|2304|NonZeroExitCode|node01|varr|
            6|PENDING|0|PartitionConfig||wrap|
            9_1|PENDING|0|JobHeldUser||wrap|
            10|CANCELLED|0|None||wrap|
            5|RUNNING|0|None|node02|a|b c|
            """;

    private static SqueueJob recorded(String id) throws OutputException {
        return SqueueJob.parse(RECORDED).stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyLineIsAJobInTheOrderOfTheAnswer() throws Exception {
        assertThat(SqueueJob.parse(RECORDED))
                .extracting(SqueueJob::id)
                .containsExactly("4", "1", "2", "8_9", "6", "9_1", "10", "5");
        assertThat(SqueueJob.parse(HEADER)).isEmpty();
    }

    @Test
    void aTaskOfAnArrayHasTheArraysNameAndItsNumber() throws Exception {
        Job job = recorded("8_9").job();
        assertThat(job.id()).isEqualTo(new JobId("8_9"));
        assertThat(job.name()).isEqualTo("varr");
        assertThat(job.task()).isEqualTo(9);
        assertThat(job.reason()).hasValue("FAILED (NonZeroExitCode)");
    }

    @Test
    void aJobOnHoldIsHeldAndOneThatWaitsSaysWhy() throws Exception {
        assertThat(recorded("9_1").job().state()).isEqualTo(Job.State.HELD);
        assertThat(recorded("9_1").look().status()).isEqualTo(Session.USER_ON_HOLD);
        assertThat(recorded("6").job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(recorded("6").job().reason()).hasValue("PartitionConfig");
        assertThat(recorded("6").job().node()).isEmpty();
    }

    @Test
    void aNameMayHoldTheSeparator() throws Exception {
        assertThat(recorded("5").name()).isEqualTo("a|b c");
        assertThat(recorded("5").job().node()).hasValue("node02");
    }

    @Test
    void endsAreExitSignalOrNeverRun() throws Exception {
        JobInfo exit = recorded("1").look().end().orElseThrow().info();
        assertThat(exit.getExitStatus()).isEqualTo(3);
        JobInfo signal = recorded("2").look().end().orElseThrow().info();
        assertThat(signal.getTerminatingSignal()).isEqualTo("SIGKILL");
        assertThat(recorded("10").look().end().orElseThrow().aborted()).isTrue();
        assertThat(recorded("4").look().status()).isEqualTo(Session.DONE);
        assertThat(recorded("5").look().end()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING,RUNNING",
        "COMPLETING,RUNNING",
        "CONFIGURING,RUNNING",
        "PENDING,QUEUED",
        "REQUEUE_HOLD,HELD",
        "SPECIAL_EXIT,HELD",
        "SUSPENDED,SUSPENDED",
        "PREEMPTED,ENDED",
        "NODE_FAIL,ENDED",
        "TIMEOUT,ENDED",
        "OUT_OF_MEMORY,ENDED",
        "SOMETHING_NEW,UNKNOWN"
    })
    void statesOfSlurmAreOurs(String slurms, Job.State ours) {
        assertThat(SlurmState.of(slurms, "None")).isEqualTo(ours);
    }

    @Test
    void aJobWhoseLaunchFailedIsHeld() {
        assertThat(SlurmState.of("PENDING", "launch failed requeued held")).isEqualTo(Job.State.HELD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "slurm_load_jobs error: Socket timed out on send/recv operation",
                "4|COMPLETED|0|None|node01|wrap|",
                SqueueJob.HEADER + "\n12_[3-5]|PENDING|0|None||wrap|",
                SqueueJob.HEADER + "\n|RUNNING|0|None||wrap|"
            })
    void anAnswerThatIsNoneOrHidesAJobCountsForNothing(String output) {
        assertThatThrownBy(() -> SqueueJob.parse(output)).isInstanceOf(OutputException.class);
    }

    @Test
    void aRecordThatCannotBeReadIsAJobOfUnknownState() throws Exception {
        List<SqueueJob> jobs = SqueueJob.parse(RECORDED + "20|RUNNING|zero|None|n|v|\n21|RUNN\n");
        assertThat(jobs).hasSize(10);
        assertThat(jobs.subList(8, 10)).allMatch(job -> job.job().state() == Job.State.UNKNOWN);
        assertThat(jobs.get(9).job().id()).isEqualTo(new JobId("21"));
    }

    @Test
    void whatASitePrintsAroundItDoesNotCount() throws Exception {
        assertThat(SqueueJob.parse("Welcome!\n" + RECORDED + "Maintenance on Monday\n"))
                .hasSize(8);
    }

    @Test
    void aThousandJobsAreRead() throws Exception {
        StringBuilder output = new StringBuilder(HEADER);
        for (int i = 1; i <= 1000; i++) {
            output.append("77_")
                    .append(i)
                    .append("|RUNNING|0|None|node")
                    .append(i)
                    .append("|v|\n");
        }
        List<SqueueJob> jobs = SqueueJob.parse(output.toString());
        assertThat(jobs).hasSize(1000).allMatch(job -> job.job().state() == Job.State.RUNNING);
    }
}
