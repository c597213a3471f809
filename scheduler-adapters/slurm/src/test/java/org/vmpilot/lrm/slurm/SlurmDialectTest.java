package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.lrm.Identities;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.QueueOptions;

/** The adapter over commands that answer as they were told to. */
class SlurmDialectTest {
    private static final Instant NOW = Instant.parse("2026-11-25T04:00:00Z");

    private final List<Command> asked = new ArrayList<>();
    private CommandResult answer = exited(0, "", "");

    private final CommandRunner runner = command -> {
        asked.add(command);
        return answer;
    };

    private Lrm lrm(String... more) {
        Map<String, String> table = more.length == 0 ? Map.of() : Map.of(more[0], more[1]);
        return SlurmLrm.open(SlurmSettings.of(table), runner, InstantSource.fixed(NOW));
    }

    private static CommandResult exited(int status, String output, String errors) {
        return new CommandResult.Exited(status, output, errors);
    }

    private List<String> words(int command) {
        return asked.get(command).arguments();
    }

    private static JobRequest request(boolean exclusive, Optional<String> property) {
        return new JobRequest(
                "vabcdefga1",
                3,
                List.of("/opt/vmpilot/node/pilot-job", "vabcdefga1"),
                Optional.of("vmpilot"),
                property,
                Optional.of("physics"),
                exclusive,
                Duration.ofSeconds(3601),
                1536);
    }

    private static JobRequest gang(JobRequest.Assembly assembly) {
        return request(true, Optional.empty()).as(assembly);
    }

    @Test
    void aGangIsOneJobOfAsManyNodesWithOneIdForAllSlots() throws Exception {
        answer = exited(0, "12\n", "");
        JobId job = new JobId("12");
        assertThat(lrm().submit(gang(JobRequest.Assembly.GANG))).containsExactly(job, job, job);
        assertThat(words(0))
                .contains("--nodes=3", "--ntasks=3", "--ntasks-per-node=1", "--no-kill=off")
                .noneMatch(word -> word.startsWith("--array"));
        assertThat(lrm().submit(gang(JobRequest.Assembly.GANG_THAT_GOES_ON))).hasSize(3);
        assertThat(words(1)).contains("--no-kill");
    }

    @Test
    void anExclusiveRequestIsOneArrayWhoseScriptExecsThePilot() throws Exception {
        answer = exited(0, "12\n", "");
        assertThat(lrm().submit(request(true, Optional.of("xen"))))
                .containsExactly(new JobId("12_1"), new JobId("12_2"), new JobId("12_3"));
        assertThat(words(0))
                .startsWith("/usr/bin/sbatch", "--parsable")
                .contains(
                        "--exclusive",
                        "--no-requeue",
                        "--time=61",
                        "--partition=vmpilot",
                        "--constraint=xen",
                        "--account=physics",
                        "--output=/dev/null",
                        "--array=1-3:1",
                        "--job-name=vabcdefga1",
                        "--chdir=/")
                .noneMatch(word -> word.startsWith("--mem") || word.startsWith("--signal"));
        assertThat(asked.get(0).input())
                .startsWith("#!/bin/sh\n")
                .endsWith("exec '/opt/vmpilot/node/pilot-job' 'vabcdefga1'\n");
    }

    @Test
    void aSharedRequestBooksItsMemory() throws Exception {
        answer = exited(0, "12;cluster2\n", "");
        assertThat(lrm().submit(request(false, Optional.empty()))).hasSize(3);
        assertThat(words(0)).contains("--mem=1536M").doesNotContain("--exclusive");
    }

    @Test
    void aFeatureThatIsTwoOptionsIsRefused() {
        refused(() -> lrm().submit(request(true, Optional.of("xen --uid=0"))), LrmException.Kind.INVALID);
        assertThat(asked).isEmpty();
    }

    @Test
    void anIdMayStandBelowOtherWordsOnStdout() throws Exception {
        answer = exited(0, "job_submit: welcome\n12\n", "");
        assertThat(lrm().submit(request(true, Optional.empty()))).hasSize(3);
    }

    @Test
    void ofTwoNumbersNobodyKnowsWhichIsTheId() {
        answer = exited(0, "4711\n12\n", "");
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNKNOWN);
    }

    @Test
    void nodesToAvoidAndTheSitesOptionsAreSbatchs() throws Exception {
        answer = exited(0, "12\n", "");
        QueueOptions options =
                new QueueOptions(Optional.of("high"), Optional.of("vm"), Optional.of(9), List.of("--licenses=xen"));
        lrm("cluster", "here")
                .submit(request(true, Optional.empty())
                        .avoiding(List.of("node01", "node02"))
                        .with(options));
        assertThat(words(0))
                .contains(
                        "--exclude=node01,node02",
                        "--clusters=here",
                        "--qos=high",
                        "--reservation=vm",
                        "--priority=9",
                        "--licenses=xen");
    }

    @Test
    void aJobThatIsFoundIsFoundWhetherTheAccountingAnswersOrNot() throws Exception {
        String[] shown = {SqueueJob.HEADER + "\n12|RUNNING|0|None|node01|vabcdefga1|\n"};
        Lrm lrm = SlurmLrm.open(
                SlurmSettings.of(Map.of()),
                command -> command.arguments().get(0).endsWith("sacct")
                        ? exited(1, "", "sacct: error: Problem talking to the database: Connection refused\n")
                        : exited(0, shown[0], ""),
                InstantSource.fixed(NOW));
        assertThat(lrm.search("vabcdefga1")).extracting(Job::id).containsExactly(new JobId("12"));
        shown[0] = SqueueJob.HEADER + "\n";
        refused(() -> lrm.search("vabcdefga1"), LrmException.Kind.UNREACHABLE);
    }

    @Test
    void aRecordWithoutAnIdMakesTheSnapshotIncomplete() throws Exception {
        answer = exited(0, SqueueJob.HEADER + "\n12|RUNNING|0|None|node01|v|\n|RUNNING|0|None|node01|v|\n", "");
        assertThat(lrm().snapshot().jobs()).hasSize(1);
        assertThat(lrm().snapshot().complete()).isFalse();
    }

    @Test
    void severalJobsAreEndedByOneScancel() throws Exception {
        answer = exited(0, SqueueJob.HEADER + "\n", "");
        List<JobId> jobs = List.of(new JobId("12_1"), new JobId("12_2"), new JobId("13"));
        assertThat(lrm().cancelAll(jobs)).isEmpty();
        assertThat(words(0)).contains("--jobs=12_1,12_2,13");
        assertThat(words(1)).containsExactly("/usr/bin/scancel", "--verbose", "12_1", "12_2", "13");
        assertThat(asked).hasSize(2);
    }

    @Test
    void jobsThatAreOverCostNoFurtherScancelAndOneOfAnotherOnlyItself() throws Exception {
        CommandRunner cluster = command -> {
            asked.add(command);
            String program = command.arguments().get(0);
            if (program.endsWith("scancel")) {
                return exited(0, "", """
                        scancel: Terminating job 12_1
                        scancel: error: Kill job error on job id 12_2: Job/step already completing or completed
                        scancel: error: Kill job error on job id 13: Invalid job id specified
                        scancel: error: Kill job error on job id 14: Access/permission denied
                        """);
            }
            return exited(0, SqueueJob.HEADER + "\n" + shown(asked.size()), "");
        };
        Lrm lrm = SlurmLrm.open(SlurmSettings.of(Map.of()), cluster, InstantSource.fixed(NOW));
        lrm.snapshot();
        List<JobId> jobs =
                Stream.of("7", "12_1", "12_2", "13", "14").map(JobId::new).toList();
        assertThat(lrm.cancelAll(jobs)).containsOnlyKeys(new JobId("14"));
        assertThat(words(2)).containsExactly("/usr/bin/scancel", "--verbose", "12_1", "12_2", "13", "14");
        assertThat(asked).hasSize(3);
    }

    /** The second time id 7 is another job's. */
    private static String shown(int call) {
        return "7|RUNNING|0|None|node01|" + (call == 1 ? "vold" : "vnew") + "|\n";
    }

    /** As squeue 22.05 was seen: a task that is cancelled while it waits is gone from it, and of the last ones the array's own record is left. */
    @Test
    void aTaskThatWasCancelledWhileItWaitedHasNeverRun() throws Exception {
        String[] shown = {
            "1_1|PENDING|0|JobHeldUser||held|\n1_2|PENDING|0|JobHeldUser||held|\n1_3|PENDING|0|JobHeldUser||held|\n"
        };
        SlurmSettings settings = SlurmSettings.of(Map.of("accounting", "no"));
        Cluster cluster = new Cluster(settings, command -> exited(0, SqueueJob.HEADER + "\n" + shown[0], ""));
        SlurmCommands commands = new SlurmCommands(settings, cluster, new Identities(), Optional.empty());
        commands.terminate(List.of("1_1"));
        shown[0] = "1_2|PENDING|0|JobHeldUser||held|\n1_3|PENDING|0|JobHeldUser||held|\n";
        assertThat(commands.look(List.of("1_1", "1_2")).get("1_1").end())
                .hasValueSatisfying(end -> assertThat(end.aborted()).isTrue());
        assertThat(commands.look(List.of("1_1", "1_2")).get("1_2").end()).isEmpty();
        shown[0] = "1|CANCELLED|0|JobHeldUser||held|\n";
        assertThat(commands.look(List.of("1_2", "1_3")).values())
                .hasSize(2)
                .allSatisfy(
                        look -> assertThat(look.end().orElseThrow().aborted()).isTrue());
        shown[0] = "";
        assertThat(commands.look(List.of("1_3"))).isEmpty();
    }

    @Test
    void theDoctorHearsOfMemoryFederationAndAccounting() throws Exception {
        String[] config = {"KillWait                = 30 sec\nSlurmdParameters        = (null)\n"};
        String[] federation = {""};
        CommandRunner cluster = command -> {
            String words = String.join(" ", command.arguments());
            if (words.contains("sacct")) {
                return exited(1, "", "sacct: error: Problem talking to the database: Connection refused\n");
            }
            return exited(
                    0,
                    words.contains("show config")
                            ? config[0]
                            : words.contains("show node")
                                    ? "NodeName=node01 RealMemory=4096 State=IDLE\n"
                                    : words.contains("federation")
                                            ? federation[0]
                                            : "PartitionName=batch Default=YES \n",
                    "");
        };
        Lrm lrm = SlurmLrm.open(SlurmSettings.of(Map.of()), cluster, InstantSource.fixed(NOW));
        assertThat(lrm.limits(Optional.empty()).remarks())
                .anyMatch(words -> words.contains("config_overrides"))
                .anyMatch(words -> words.contains("accounting cannot be asked"))
                .noneMatch(words -> words.contains("federation"));
        config[0] = "SlurmdParameters        = config_overrides\n";
        federation[0] = "Federation: hpc\nSelf:       here:127.0.0.1:6817 ID:1 FedState:ACTIVE Features:\n";
        assertThat(lrm.limits(Optional.empty()).remarks())
                .noneMatch(words -> words.contains("config_overrides"))
                .anyMatch(words -> words.contains("federation hpc"));
    }

    @Test
    void rubbishInPlaceOfAnIdLeavesItUnknown() {
        answer = exited(0, "welcome\n", "");
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNKNOWN);
    }

    @Test
    void aSubmitWhoseAnswerWasLostIsUnknown() {
        answer = new CommandResult.TimedOut(true, "", "");
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNKNOWN);
        answer = exited(1, "", "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n");
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNKNOWN);
        answer = exited(137, "", "");
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNKNOWN);
    }

    @Test
    void aClusterThatIsDownWasNotAsked() {
        answer = exited(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
        refused(() -> lrm().snapshot(), LrmException.Kind.UNREACHABLE);
        refused(() -> lrm().submit(request(true, Optional.empty())), LrmException.Kind.UNREACHABLE);
    }

    @Test
    void oneSqueueIsAskedForAllJobs() throws Exception {
        answer = exited(0, SqueueJob.HEADER + "\n12_1|RUNNING|0|None|node01|vabcdefga1|\n", "");
        assertThat(lrm("owner", "vmjob").snapshot().jobs()).hasSize(1);
        assertThat(asked).hasSize(1);
        assertThat(words(0)).contains("--user=vmjob", "--states=all", "--array", "--all");
        assertThat(asked.get(0).environment()).containsEntry("LC_ALL", "C").containsEntry("TZ", "UTC");
    }

    @Test
    void aUserWhomNoNameServiceKnowsIsNoAnswer() {
        answer = exited(0, SqueueJob.HEADER + "\n", "squeue: error: Invalid user: vmjob\n");
        refused(() -> lrm().snapshot(), LrmException.Kind.UNREACHABLE);
    }

    @Test
    void aJobThatBearsAnotherNameByNowIsNotCancelled() throws Exception {
        Lrm lrm = lrm("accounting", "no");
        answer = exited(0, SqueueJob.HEADER + "\n7|RUNNING|0|None|node01|vold|\n", "");
        assertThat(lrm.search("vold")).extracting(Job::id).containsExactly(new JobId("7"));
        answer = exited(0, SqueueJob.HEADER + "\n7|RUNNING|0|None|node01|vnew|\n", "");
        lrm.cancel(new JobId("7"));
        assertThat(asked).noneMatch(command -> command.arguments().get(0).endsWith("scancel"));
    }

    @Test
    void aJobThatSlurmDoesNotKnowIsOver() throws Exception {
        answer = exited(1, "", "slurm_load_jobs error: Invalid job id specified\n");
        lrm().cancel(new JobId("99"));
        assertThat(words(1)).containsExactly("/usr/bin/scancel", "--verbose", "99");
    }

    @Test
    void accountingThatIsDisabledIsAskedOnce() throws Exception {
        CommandRunner squeueAndSacct = command -> {
            asked.add(command);
            return command.arguments().get(0).endsWith("sacct")
                    ? exited(1, "", "Slurm accounting storage is disabled\n")
                    : exited(0, SqueueJob.HEADER + "\n", "");
        };
        Lrm lrm = SlurmLrm.open(SlurmSettings.of(Map.of()), squeueAndSacct, InstantSource.fixed(NOW));
        assertThat(lrm.search("vone")).isEmpty();
        assertThat(lrm.search("vone")).isEmpty();
        assertThat(asked)
                .filteredOn(command -> command.arguments().get(0).endsWith("sacct"))
                .hasSize(1);
    }

    @Test
    void accountingThatMustBeThereAndIsNotIsNoAnswer() {
        Lrm lrm = SlurmLrm.open(
                SlurmSettings.of(Map.of("accounting", "yes")),
                command -> command.arguments().get(0).endsWith("sacct")
                        ? exited(1, "", "Slurm accounting storage is disabled\n")
                        : exited(0, SqueueJob.HEADER + "\n", ""),
                InstantSource.fixed(NOW));
        refused(() -> lrm.search("vone"), LrmException.Kind.DENIED);
    }

    @Test
    void drainsGoThroughSudoWithWordsThatHoldNoSetting() throws Exception {
        answer = exited(0, "NodeName=node01 Arch=x State=IDLE ThreadsPerCore=1\n", "");
        lrm("operator", "sudo").drain("node01", "dirty; State=RESUME\n'x'");
        assertThat(words(1))
                .containsExactly(
                        "/usr/bin/sudo",
                        "-n",
                        "/usr/bin/scontrol",
                        "update",
                        "NodeName=node01",
                        "State=DRAIN",
                        "Reason=vmpilot: dirty; State RESUME 'x'");
    }

    private static void refused(ThrowingCallable call, LrmException.Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LrmException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
