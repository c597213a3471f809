package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The provider as any Java program uses it: the whole of DRMAA, on the recorded PBS with real jobs. */
@Tag("pbs")
class PbsSessionTest {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);
    private static final long LONG = 30L * PATIENCE;

    private RecordedPbs pbs;
    private Session session;

    @BeforeEach
    void init() throws Exception {
        pbs = new RecordedPbs("kill_delay=0.2", "cpus=8", "usecp=pbslab:/", "copy_tries=1");
        session = open();
        session.init(null);
    }

    @AfterEach
    void exit() throws Exception {
        try {
            session.exit();
        } catch (NoActiveSessionException e) {
            // The test has ended it.
        }
        pbs.close();
    }

    private Session open(String... more) {
        Properties properties = new Properties();
        properties.setProperty("user.home", System.getProperty("user.home"));
        properties.setProperty("drmaa.pbs.commands", pbs.commands().toString());
        properties.setProperty("drmaa.pbs.settle", "1s");
        properties.setProperty("drmaa.pbs.deadline", 5 * PATIENCE + "s");
        properties.setProperty(
                "drmaa.pbs.sessions", pbs.scratch().resolve("sessions").toString());
        for (int i = 0; i < more.length; i += 2) {
            properties.setProperty("drmaa.pbs." + more[i], more[i + 1]);
        }
        return PbsSessionFactory.session(properties);
    }

    private JobTemplate template(String command, String... arguments) throws DrmaaException {
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand(command);
        template.setArgs(List.of(arguments));
        template.setOutputPath(":/dev/null");
        template.setJoinFiles(true);
        return template;
    }

    private String run(String command, String... arguments) throws DrmaaException {
        return session.runJob(template(command, arguments));
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(condition);
    }

    private void waitForState(String job, int state) {
        await(() -> assertThat(session.getJobProgramStatus(job)).isEqualTo(state));
    }

    @Test
    void waitTellsHowAJobEndedAndWhatItUsed() throws Exception {
        String job = run("/bin/sh", "-c", "exit 7");
        JobInfo info = session.wait(job, LONG);
        assertThat(info.getJobId()).isEqualTo(job);
        assertThat(info.hasExited()).isTrue();
        assertThat(info.getExitStatus()).isEqualTo(7);
        assertThat(info.hasSignaled()).isFalse();
        assertThat(info.wasAborted()).isFalse();
        assertThat(info.getResourceUsage().containsKey("walltime")).isTrue();
        assertThatThrownBy(() -> session.wait(job, Session.TIMEOUT_NO_WAIT)).isInstanceOf(InvalidJobException.class);
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.FAILED);
    }

    @Test
    void aJobThatASignalEndedSaysWhich() throws Exception {
        String job = run("/bin/sleep", "600");
        waitForState(job, Session.RUNNING);
        session.control(job, Session.TERMINATE);
        JobInfo info = session.wait(job, LONG);
        assertThat(info.hasSignaled()).isTrue();
        assertThat(info.getTerminatingSignal()).isEqualTo("SIGTERM");
        assertThatThrownBy(info::getExitStatus).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> session.control(job, Session.TERMINATE)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void aHeldJobWaitsAndOneThatIsDeletedBeforeItRanIsAborted() throws Exception {
        JobTemplate template = template("/bin/sleep", "600");
        template.setJobSubmissionState(JobTemplate.HOLD_STATE);
        String job = session.runJob(template);
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.USER_ON_HOLD);
        session.control(job, Session.TERMINATE);
        JobInfo info = session.wait(job, LONG);
        assertThat(info.wasAborted()).isTrue();
        assertThat(info.hasExited()).isFalse();
        assertThat(info.hasSignaled()).isFalse();
    }

    @Test
    void holdReleaseSuspendAndResumeAreForTheirStatesAlone() throws Exception {
        JobTemplate template = template("/bin/sleep", "600");
        template.setJobSubmissionState(JobTemplate.HOLD_STATE);
        String job = session.runJob(template);
        session.control(job, Session.RELEASE);
        waitForState(job, Session.RUNNING);
        assertThatThrownBy(() -> session.control(job, Session.HOLD)).isInstanceOf(HoldInconsistentStateException.class);
        session.control(job, Session.SUSPEND);
        waitForState(job, Session.SYSTEM_SUSPENDED);
        session.control(job, Session.RESUME);
        waitForState(job, Session.RUNNING);
        session.control(Session.JOB_IDS_SESSION_ALL, Session.TERMINATE);
        session.synchronize(List.of(Session.JOB_IDS_SESSION_ALL), LONG, true);
    }

    /** Of several operands the JSON of qstat has the first alone. */
    @Test
    void eachOfSeveralJobsIsWaitedForUntilItIsOver() throws Exception {
        Path go = pbs.scratch().resolve("go");
        String first = run("/bin/sleep", "600");
        String second = run("/bin/sh", "-c", "until [ -e " + go + " ]; do sleep 0.05; done; exit 4");
        waitForState(second, Session.RUNNING);
        waitForState(first, Session.RUNNING);
        // Longer than the settle time, after which a job that PBS does not show is over.
        assertThatThrownBy(() -> session.wait(second, 3)).isInstanceOf(ExitTimeoutException.class);
        Files.createFile(go);
        assertThat(session.wait(second, LONG).getExitStatus()).isEqualTo(4);
        assertThat(session.getJobProgramStatus(first)).isEqualTo(Session.RUNNING);
    }

    @Test
    void jobsOfABulkOnHoldAreReleasedAndDeletedEachForItself() throws Exception {
        JobTemplate template = template("/bin/sh", "-c", "exit $PBS_ARRAY_INDEX");
        template.setJobSubmissionState(JobTemplate.HOLD_STATE);
        List<?> jobs = session.runBulkJobs(template, 1, 3, 1);
        for (Object job : jobs) {
            assertThat(session.getJobProgramStatus((String) job)).isEqualTo(Session.USER_ON_HOLD);
        }
        session.control((String) jobs.get(1), Session.RELEASE);
        assertThat(session.wait((String) jobs.get(1), LONG).getExitStatus()).isEqualTo(2);
        assertThat(session.getJobProgramStatus((String) jobs.get(0))).isEqualTo(Session.USER_ON_HOLD);
        session.control((String) jobs.get(0), Session.TERMINATE);
        assertThat(session.wait((String) jobs.get(0), LONG).wasAborted()).isTrue();
        session.control(Session.JOB_IDS_SESSION_ALL, Session.RELEASE);
        assertThat(session.wait((String) jobs.get(2), LONG).getExitStatus()).isEqualTo(3);
    }

    /** Somebody's array on hold: its tasks are shown as queued, and their holds are its. */
    @Test
    void aTaskOfAnArrayIsHeldWithItsArrayAlone() throws Exception {
        String array = pbs.run("qsub", "-h", "-J", "1-2", "-j", "oe", "-o", "/dev/null", "--", "/bin/sleep", "600")
                .output()
                .strip();
        String task = array.replace("[]", "[1]");
        assertThat(session.getJobProgramStatus(task)).isEqualTo(Session.USER_ON_HOLD);
        assertThatThrownBy(() -> session.control(task, Session.RELEASE))
                .isInstanceOf(ReleaseInconsistentStateException.class)
                .hasMessageContaining("Invalid request");
    }

    @Test
    void aScriptThatASignalEndedSaysWhich() throws Exception {
        JobTemplate template = template("/bin/sh", "-c", "kill -USR1 $$");
        template.setWorkingDirectory(pbs.scratch().toString());
        JobInfo info = session.wait(session.runJob(template), LONG);
        assertThat(info.hasSignaled()).isTrue();
        assertThat(info.getTerminatingSignal()).isEqualTo("SIGUSR1");
    }

    /** PBS says 0, and that it could not copy. */
    @Test
    void aJobWhoseOutputCannotBeWrittenHasFailed() throws Exception {
        JobTemplate template = template("/bin/true");
        template.setOutputPath(":" + pbs.scratch().resolve("nosuch/folder/out"));
        String job = session.runJob(template);
        assertThat(session.wait(job, LONG).wasAborted()).isTrue();
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.FAILED);
    }

    @Test
    void aBulkJobIsOneArrayAndEachTaskIsWaitedForOnItsOwn() throws Exception {
        JobTemplate template = template("/bin/sh", "-c", "exit $PBS_ARRAY_INDEX");
        template.setJobName("bulk");
        List<?> jobs = session.runBulkJobs(template, 1, 5, 2);
        assertThat(jobs).hasSize(3).allSatisfy(job -> assertThat(job.toString()).matches("\\d+\\[[135]]\\..*"));
        session.synchronize(jobs, LONG, false);
        for (int i = 0; i < 3; i++) {
            assertThat(session.wait((String) jobs.get(i), Session.TIMEOUT_NO_WAIT)
                            .getExitStatus())
                    .isEqualTo(2 * i + 1);
        }
        assertThat(pbs.calls("qsub")).hasSize(1);
        List<?> one = session.runBulkJobs(template, 4, 4, 1);
        assertThat(session.wait((String) one.get(0), LONG).getExitStatus()).isEqualTo(4);
        assertThatThrownBy(() -> session.runBulkJobs(template, 5, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitForAnyTakesOneAfterAnotherUntilNoneIsLeft() throws Exception {
        List<String> jobs = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jobs.add(run("/bin/true"));
        }
        for (int i = 0; i < 3; i++) {
            taken.add(session.wait(Session.JOB_IDS_SESSION_ANY, LONG).getJobId());
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(jobs);
        assertThatThrownBy(() -> session.wait(Session.JOB_IDS_SESSION_ANY, LONG))
                .isInstanceOf(InvalidJobException.class);
    }

    @Test
    void aWaitThatIsOverInTimeSaysSo() throws Exception {
        String job = run("/bin/sleep", "600");
        assertThatThrownBy(() -> session.wait(job, Session.TIMEOUT_NO_WAIT)).isInstanceOf(ExitTimeoutException.class);
        assertThatThrownBy(() -> session.synchronize(List.of(job), 1, true)).isInstanceOf(ExitTimeoutException.class);
        session.control(job, Session.TERMINATE);
        assertThat(session.wait(job, LONG).getJobId()).isEqualTo(job);
    }

    @Test
    void statusInOneThreadDuringAWaitInAnother() throws Exception {
        String job = run("/bin/sleep", "600");
        CompletableFuture<JobInfo> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return session.wait(job, Session.TIMEOUT_WAIT_FOREVER);
            } catch (DrmaaException e) {
                throw new IllegalStateException(e);
            }
        });
        waitForState(job, Session.RUNNING);
        assertThat(waiting).isNotDone();
        session.control(job, Session.TERMINATE);
        assertThat(waiting.get(LONG, TimeUnit.SECONDS).hasSignaled()).isTrue();
    }

    @Test
    void aWaitOutlivesACrashOfTheServerAndOfTheProgramThatLooks() throws Exception {
        Path go = pbs.scratch().resolve("go");
        String job = run("/bin/sh", "-c", "until [ -e " + go + " ]; do sleep 0.05; done; exit 3");
        waitForState(job, Session.RUNNING);
        pbs.fault("qstat", "crash", 1);
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return session.wait(job, LONG).getExitStatus();
            } catch (DrmaaException e) {
                throw new IllegalStateException(e);
            }
        });
        pbs.crash();
        Files.createFile(go);
        await(() -> assertThat(pbs.calls("qstat")).hasSizeGreaterThan(3));
        pbs.start();
        assertThat(waiting.get(LONG, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void anotherProcessReturnsToTheSessionByItsContact() throws Exception {
        String ends = run("/bin/sh", "-c", "exit 5");
        String stays = run("/bin/sleep", "600");
        String contact = session.getContact();
        session.synchronize(List.of(ends), LONG, false);
        // What a process leaves that is killed: no exit(), and PBS has forgotten the job meanwhile.
        pbs.model("forget");
        Session other = open();
        assertThat(other.getContact()).isEqualTo(contact);
        other.init(contact);
        assertThat(other.wait(ends, Session.TIMEOUT_NO_WAIT).getExitStatus()).isEqualTo(5);
        other.control(Session.JOB_IDS_SESSION_ALL, Session.TERMINATE);
        assertThat(other.wait(Session.JOB_IDS_SESSION_ANY, LONG).getJobId()).isEqualTo(stays);
        other.exit();
        assertThat(other.getContact()).as("every end is taken").isEmpty();
        assertThatThrownBy(() -> other.init(contact)).isInstanceOf(InvalidContactStringException.class);
    }

    @Test
    void aJobOfWhichPbsKnowsNothingAnyMoreIsOverAndNobodyKnowsHow() throws Exception {
        pbs.run("qmgr", "-c", "set server job_history_enable=false");
        String job = run("/bin/sh", "-c", "exit 9");
        JobInfo info = session.wait(job, LONG);
        assertThat(info.hasExited()).isFalse();
        assertThat(info.hasSignaled()).isFalse();
        assertThat(info.wasAborted()).isFalse();
    }

    @Test
    void anExitFileKnowsMoreThanPbs() throws Exception {
        Path exits = Files.createDirectory(pbs.scratch().resolve("exits"));
        Session recording = open("exit_files", exits.toString());
        recording.init("");
        pbs.run("qmgr", "-c", "set server job_history_enable=false");
        JobTemplate template = recording.createJobTemplate();
        template.setRemoteCommand("/bin/sh");
        template.setArgs(List.of("-c", "exit 9"));
        template.setOutputPath(":/dev/null");
        template.setJoinFiles(true);
        assertThat(recording.wait(recording.runJob(template), LONG).getExitStatus())
                .isEqualTo(9);
        // A mom that was restarted with -p says 0 of every job that it has adopted.
        pbs.run("qmgr", "-c", "set server job_history_enable=true");
        Path go = pbs.scratch().resolve("go");
        template.setArgs(List.of("-c", "until [ -e " + go + " ]; do sleep 0.05; done; exit 8"));
        String adopted = recording.runJob(template);
        await(() -> assertThat(recording.getJobProgramStatus(adopted)).isEqualTo(Session.RUNNING));
        pbs.model("adopt");
        Files.createFile(go);
        assertThat(recording.wait(adopted, LONG).getExitStatus()).isEqualTo(8);
        try (var left = Files.list(exits)) {
            assertThat(left).isEmpty();
        }
        recording.exit();
    }

    @Test
    void whatATemplateSaysArrives() throws Exception {
        Path folder = Files.createDirectory(pbs.scratch().resolve("a folder"));
        Path input = Files.writeString(folder.resolve("in"), "read this");
        Path output = folder.resolve("out");
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand("/bin/sh");
        template.setArgs(List.of("-c", "pwd; cat; echo; echo \"$A|$B|$1|$PBS_JOBNAME\"", "sh", "it's \"odd\" ü"));
        template.setWorkingDirectory(folder.toString());
        template.setInputPath(":" + input);
        template.setOutputPath(":" + output);
        template.setJoinFiles(true);
        template.setJobName("names");
        template.setJobEnvironment(Map.of("A", "x,y", "B", "two\nlines"));
        template.setHardWallclockTimeLimit(600);
        session.wait(session.runJob(template), LONG);
        assertThat(output)
                .usingCharset(StandardCharsets.UTF_8)
                .hasContent(folder + "\nread this\nx,y|two\nlines|it's \"odd\" ü|names");
    }

    @Test
    void refusalsAreTheStandardsExceptions() throws Exception {
        JobTemplate queue = template("/bin/true");
        queue.setNativeSpecification("-q nosuch");
        assertThatThrownBy(() -> session.runJob(queue))
                .isInstanceOf(DeniedByDrmException.class)
                .hasMessageContaining("Unknown queue");
        JobTemplate option = template("/bin/true");
        option.setNativeSpecification("-Y");
        assertThatThrownBy(() -> session.runJob(option)).isInstanceOf(InvalidAttributeValueException.class);
        JobTemplate category = template("/bin/true");
        category.setJobCategory("nosuch");
        assertThatThrownBy(() -> session.runJob(category)).isInstanceOf(InvalidAttributeValueException.class);
        assertThatThrownBy(() -> session.getJobProgramStatus("99999.pbslab")).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> session.control("-h", Session.TERMINATE)).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> session.init(null)).isInstanceOf(AlreadyActiveSessionException.class);
        String job = run("/bin/sleep", "600");
        pbs.model("set", "managers", "[]");
        waitForState(job, Session.RUNNING);
        assertThatThrownBy(() -> session.control(job, Session.SUSPEND))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("operators");
    }

    @Test
    void noSessionBeginsWithAServerThatIsDown() throws IOException {
        pbs.crash();
        Session other = open();
        assertThatThrownBy(() -> other.init(null)).isInstanceOf(DrmCommunicationException.class);
        assertThatThrownBy(() -> other.wait("1", 0)).isInstanceOf(NoActiveSessionException.class);
        pbs.start();
    }

    @Test
    void aThousandQuestionsCostAHandfulOfQueries() throws Exception {
        List<String> jobs = List.of(run("/bin/sleep", "600"), run("/bin/sleep", "600"));
        int before = pbs.calls("qstat").size();
        for (int i = 0; i < 500; i++) {
            for (String job : jobs) {
                session.getJobProgramStatus(job);
            }
        }
        assertThat(pbs.calls("qstat").size() - before).isLessThan(20);
    }
}
