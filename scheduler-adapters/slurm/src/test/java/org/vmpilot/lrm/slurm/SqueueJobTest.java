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
        return SqueueJob.parse(RECORDED).jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyLineIsAJobInTheOrderOfTheAnswer() throws Exception {
        assertThat(SqueueJob.parse(RECORDED).jobs())
                .extracting(SqueueJob::id)
                .containsExactly("4", "1", "2", "8_9", "6", "9_1", "10", "5");
        assertThat(SqueueJob.parse(HEADER).jobs()).isEmpty();
        assertThat(SqueueJob.parse(RECORDED).complete()).isTrue();
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
                "4|COMPLETED|0|None|node01|wrap|"
            })
    void anAnswerThatIsNoneCountsForNothing(String output) {
        assertThatThrownBy(() -> SqueueJob.parse(output)).isInstanceOf(OutputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12_[3-5]|PENDING|0|None||wrap|", "|RUNNING|0|None||wrap|"})
    void aRecordWithoutAnIdCostsThatRecordAndNothingIsGoneForIt(String record) throws Exception {
        SqueueJob.Listing listing = SqueueJob.parse(RECORDED + record + "\n");
        assertThat(listing.jobs()).hasSize(8);
        assertThat(listing.complete()).isFalse();
    }

    @Test
    void aNameOfTwoLinesCostsThatJobAlone() throws Exception {
        SqueueJob.Listing listing =
                SqueueJob.parse(RECORDED + "30|RUNNING|0|None|n|one\ntwo|three|\n31|RUNNING|0|None|n|v|\n");
        assertThat(listing.complete()).isTrue();
        assertThat(listing.jobs()).hasSize(10);
        assertThat(listing.jobs().get(8).job().isUnreadable()).isTrue();
        assertThat(listing.jobs().get(9).job().state()).isEqualTo(Job.State.RUNNING);
    }

    @Test
    void anExitCodeOfTenDigitsIsOne() throws Exception {
        SqueueJob.Listing listing = SqueueJob.parse(HEADER + "4711|RUNNING|4294967294|None|n|v|\n");
        assertThat(listing.jobs().get(0).job().state()).isEqualTo(Job.State.RUNNING);
    }

    @Test
    void aRecordThatCannotBeReadIsAJobOfUnknownState() throws Exception {
        List<SqueueJob> jobs = SqueueJob.parse(RECORDED + "20|RUNNING|zero|None|n|v|\n21|RUNN\n")
                .jobs();
        assertThat(jobs).hasSize(10);
        assertThat(jobs.subList(8, 10)).allMatch(job -> job.job().state() == Job.State.UNKNOWN);
        assertThat(jobs.get(9).job().id()).isEqualTo(new JobId("21"));
    }

    @Test
    void whatASitePrintsAroundItDoesNotCount() throws Exception {
        assertThat(SqueueJob.parse("Welcome!\n" + RECORDED + "Maintenance on Monday\n")
                        .jobs())
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
        List<SqueueJob> jobs = SqueueJob.parse(output.toString()).jobs();
        assertThat(jobs).hasSize(1000).allMatch(job -> job.job().state() == Job.State.RUNNING);
    }
}
