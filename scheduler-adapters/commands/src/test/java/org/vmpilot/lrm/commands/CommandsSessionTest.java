package org.vmpilot.lrm.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.HoldInconsistentStateException;
import org.ggf.drmaa.InvalidAttributeFormatException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.PartialTimestamp;
import org.ggf.drmaa.ReleaseInconsistentStateException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SuspendInconsistentStateException;
import org.ggf.drmaa.UnsupportedAttributeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.lrm.worker.BatchControl;
import org.vmpilot.lrm.worker.NotSentException;

/** DRMAA's semantics over any LRM, in virtual time. */
class CommandsSessionTest {
    private final OneLrm lrm = new OneLrm();

    @TempDir
    private Path folder;

    private CommandsSession session;

    @BeforeEach
    void init() throws DrmaaException {
        session = open();
        session.init(null);
    }

    private CommandsSession open() {
        SessionOptions plain = SessionOptions.plain();
        SessionOptions options = new SessionOptions(
                java.util.Optional.of(folder.resolve("sessions")),
                java.util.Optional.of(folder),
                Map.of("long", "-q long -l 'a b'"),
                plain.fresh(),
                plain.pollMin(),
                plain.pollMax());
        return new CommandsSession(lrm, options, lrm.uptime(), lrm.pause());
    }

    private JobTemplate template() throws DrmaaException {
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand("/bin/true");
        return template;
    }

    private String run() throws DrmaaException {
        return session.runJob(template());
    }

    private JobOrder order() {
        return lrm.orders.get(lrm.orders.size() - 1);
    }

    @Test
    void aWaitEndsSoonAfterTheJobAndLooksEverMoreRarely() throws Exception {
        String job = run();
        lrm.after(Duration.ofMinutes(10), () -> lrm.end(job, 3));
        long began = lrm.now;
        assertThat(session.wait(job, Session.TIMEOUT_WAIT_FOREVER).getExitStatus())
                .isEqualTo(3);
        assertThat(Duration.ofMillis(lrm.now - began)).isBetween(Duration.ofMinutes(10), Duration.ofSeconds(616));
        assertThat(lrm.queries).isLessThan(55);
    }

    @Test
    void aWaitOutlivesTenMinutesOfAnLrmThatIsDown() throws Exception {
        String job = run();
        lrm.after(Duration.ofSeconds(5), () -> lrm.down = true);
        lrm.after(Duration.ofMinutes(10), () -> {
            lrm.down = false;
            lrm.end(job, 0);
        });
        assertThat(session.wait(job, 3600).getExitStatus()).isZero();
    }

    @Test
    void whenItsTimeIsOverAWaitSaysWhetherTheLrmCouldBeAsked() throws Exception {
        String job = run();
        assertThatThrownBy(() -> session.wait(job, 60)).isInstanceOf(ExitTimeoutException.class);
        lrm.down = true;
        assertThatThrownBy(() -> session.wait(job, 60)).isInstanceOf(DrmCommunicationException.class);
        assertThatThrownBy(() -> session.wait(job, -2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJobThatIsMissingOnceIsNotGone() throws Exception {
        String job = run();
        JobLook look = lrm.jobs.remove(job);
        lrm.after(Duration.ofSeconds(20), () -> lrm.jobs.put(job, look));
        lrm.after(Duration.ofSeconds(100), () -> lrm.end(job, 4));
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.UNDETERMINED);
        assertThat(session.wait(job, 3600).getExitStatus()).isEqualTo(4);
    }

    @Test
    void aJobThatALivingLrmHasNotKnownForTheSettleTimeIsOverAndNobodyKnowsHow() throws Exception {
        String job = run();
        lrm.jobs.remove(job);
        long began = lrm.now;
        JobInfo info = session.wait(job, 3600);
        assertThat(info.hasExited() || info.hasSignaled() || info.wasAborted()).isFalse();
        assertThat(Duration.ofMillis(lrm.now - began)).isGreaterThanOrEqualTo(OneLrm.SETTLE);
    }

    @Test
    void historyTellsHowAJobEndedThatTheQueryNoLongerShows() throws Exception {
        String job = run();
        lrm.jobs.remove(job);
        lrm.history.put(job, org.vmpilot.lrm.worker.JobEnd.signal(job, "SIGKILL"));
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.FAILED);
        assertThat(session.wait(job, Session.TIMEOUT_NO_WAIT).getTerminatingSignal())
                .isEqualTo("SIGKILL");
    }

    @Test
    void theJobsOwnExitFileCountsMoreThanTheLrmsWord() throws Exception {
        String job = run();
        Files.writeString(folder.resolve(job), "exit 143\n");
        lrm.end(job, 0);
        assertThat(session.wait(job, Session.TIMEOUT_NO_WAIT).getTerminatingSignal())
                .isEqualTo("SIGTERM");
        assertThat(folder.resolve(job)).doesNotExist();
    }

    @Test
    void anEndIsTakenOnce() throws Exception {
        String job = run();
        String other = run();
        lrm.end(job, 0);
        session.synchronize(List.of(job), 10, false);
        assertThat(session.wait(Session.JOB_IDS_SESSION_ANY, 10).getJobId()).isEqualTo(job);
        assertThatThrownBy(() -> session.wait(job, 10)).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> session.synchronize(List.of(job), 10, true)).isInstanceOf(InvalidJobException.class);
        lrm.end(other, 0);
        session.synchronize(List.of(Session.JOB_IDS_SESSION_ALL), 10, true);
        assertThatThrownBy(() -> session.wait(Session.JOB_IDS_SESSION_ANY, 10)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void oneQueryServesAllWhoAskWithinASecond() throws Exception {
        String one = run();
        String other = run();
        for (int i = 0; i < 100; i++) {
            session.getJobProgramStatus(one);
            session.getJobProgramStatus(other);
        }
        assertThat(lrm.queries).isEqualTo(1);
        session.control(one, Session.TERMINATE);
        session.getJobProgramStatus(one);
        assertThat(lrm.queries).as("after a change").isEqualTo(2);
    }

    @Test
    void actionsAreForTheirStatesAlone() throws Exception {
        String job = run();
        lrm.jobs.put(job, JobLook.living(Session.QUEUED_ACTIVE));
        refused(job, Session.SUSPEND, SuspendInconsistentStateException.class);
        refused(job, Session.RESUME, ResumeInconsistentStateException.class);
        refused(job, Session.RELEASE, ReleaseInconsistentStateException.class);
        session.control(job, Session.HOLD);
        lrm.jobs.put(job, JobLook.living(Session.RUNNING));
        refused(job, Session.HOLD, HoldInconsistentStateException.class);
        session.control(job, Session.SUSPEND);
        lrm.end(job, 0);
        refused(job, Session.SUSPEND, InvalidJobException.class);
        assertThatThrownBy(() -> session.control(job, 99)).isInstanceOf(IllegalArgumentException.class);
        assertThat(lrm.actions).containsExactly("HOLD " + job, "SUSPEND " + job);
    }

    private void refused(String job, int action, Class<? extends DrmaaException> kind) {
        assertThatThrownBy(() -> session.control(job, action)).isInstanceOf(kind);
    }

    @Test
    void terminatingAllTriesEachAndMindsNotWhatIsOver() throws Exception {
        String gone = run();
        String lives = run();
        lrm.jobs.remove(gone);
        session.control(Session.JOB_IDS_SESSION_ALL, Session.TERMINATE);
        assertThat(lrm.actions).isNotEmpty().containsOnly("TERMINATE " + lives);
    }

    @Test
    void aSessionForWhoNeverWaitsKeepsNoJob() throws Exception {
        CommandsSession forgetful = new CommandsSession(lrm, SessionOptions.plain(), lrm.uptime(), lrm.pause());
        forgetful.initKeepingNothing();
        JobTemplate template = forgetful.createJobTemplate();
        template.setRemoteCommand("/bin/true");
        String job = forgetful.runJob(template);
        assertThatThrownBy(() -> forgetful.wait(job, Session.TIMEOUT_NO_WAIT)).isInstanceOf(InvalidJobException.class);
        forgetful.control(job, Session.TERMINATE);
        assertThat(lrm.actions).containsExactly("TERMINATE " + job);
    }

    @Test
    void manyAreEndedInFewCallsAndAnLrmThatIsDownIsAskedOnce() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            jobs.add(run());
        }
        assertThat(((BatchControl) session).terminate(jobs)).isEmpty();
        assertThat(lrm.calls).isEqualTo(3);
        assertThat(lrm.actions).hasSize(450);
        lrm.down = true;
        assertThat(((BatchControl) session).terminate(jobs))
                .hasSize(450)
                .allSatisfy((job, why) -> assertThat(why).isInstanceOf(NotSentException.class));
        assertThat(lrm.calls).isEqualTo(4);
    }

    @Test
    void jobsThatAreOverCostNoCallsWhereTheirNamesAreSaidAndFewElse() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            jobs.add(run());
        }
        jobs.subList(0, 100).forEach(lrm.jobs::remove);
        assertThat(((BatchControl) session).terminate(jobs)).containsOnlyKeys(jobs.subList(0, 100));
        assertThat(lrm.calls).isEqualTo(1);

        List<String> others = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            others.add(run());
        }
        lrm.jobs.remove(others.get(77));
        lrm.names = false;
        lrm.calls = 0;
        assertThat(((BatchControl) session).terminate(others)).containsOnlyKeys(others.get(77));
        assertThat(lrm.calls).isLessThan(20);
    }

    @Test
    void aJobOfNobodyIsInvalidAndOneOfAnotherSessionHasAStatus() throws Exception {
        assertThatThrownBy(() -> session.getJobProgramStatus("77")).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> session.getJobProgramStatus(" ")).isInstanceOf(InvalidJobException.class);
        lrm.jobs.put("77", JobLook.living(Session.RUNNING));
        lrm.now += 2000;
        assertThat(session.getJobProgramStatus("77")).isEqualTo(Session.RUNNING);
        assertThatThrownBy(() -> session.wait("77", 10)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void bulkJobsComeInTheOrderThatWasAskedFor() throws Exception {
        assertThat(session.runBulkJobs(template(), 1, 6, 2)).containsExactly("1_1", "1_3", "1_5");
        assertThat(session.runBulkJobs(template(), 5, 1, -2)).containsExactly("2_5", "2_3", "2_1");
        assertThat(session.runBulkJobs(template(), 4, 4, 1)).containsExactly("3_4");
        for (int[] wrong : new int[][] {{0, 3, 1}, {3, 1, 1}, {1, 3, -1}, {1, 3, 0}}) {
            assertThatThrownBy(() -> session.runBulkJobs(template(), wrong[0], wrong[1], wrong[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSessionThatWasKilledIsReturnedToWithItsJobs() throws Exception {
        String over = run();
        String lives = run();
        lrm.end(over, 6);
        session.synchronize(List.of(over), 10, false);
        lrm.jobs.remove(over);
        Path file = folder.resolve("sessions").resolve(session.getContact());
        Files.writeString(file, "+ torn by a cra", StandardOpenOption.APPEND);
        CommandsSession other = open();
        other.init(session.getContact());
        assertThat(other.wait(Session.JOB_IDS_SESSION_ANY, 10).getExitStatus()).isEqualTo(6);
        lrm.end(lives, 0);
        assertThat(other.wait(Session.JOB_IDS_SESSION_ANY, 10).getJobId()).isEqualTo(lives);
        other.exit();
        assertThat(file).doesNotExist();
    }

    @Test
    void aSessionFileThatSomebodyHasSpoiltSaysWhere() throws Exception {
        run();
        Files.writeString(
                folder.resolve("sessions").resolve(session.getContact()), "what?\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> open().init(session.getContact()))
                .isInstanceOf(DrmsInitException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> open().init("../etc/passwd")).isInstanceOf(InvalidContactStringException.class);
    }

    @Test
    void withoutASessionNothingIsDone() throws Exception {
        JobTemplate template = template();
        session.exit();
        assertThatThrownBy(() -> session.runJob(template)).isInstanceOf(NoActiveSessionException.class);
        assertThatThrownBy(() -> session.exit()).isInstanceOf(NoActiveSessionException.class);
        assertThat(session.getContact()).as("nothing to return to").isEmpty();
        session.init("");
        assertThatThrownBy(() -> session.runJob(template)).isInstanceOf(InvalidJobTemplateException.class);
        assertThatThrownBy(() -> session.deleteJobTemplate(template)).isInstanceOf(InvalidJobTemplateException.class);
        lrm.down = true;
        assertThatThrownBy(() -> open().init(null)).isInstanceOf(DrmCommunicationException.class);
    }

    @Test
    void theEndOfASessionEndsItsWaits() throws Exception {
        String job = run();
        lrm.after(Duration.ofSeconds(100), () -> {
            try {
                session.exit();
            } catch (DrmaaException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> session.wait(job, 3600)).isInstanceOf(NoActiveSessionException.class);
    }

    @Test
    void attributesArriveWithTheirPlacesFilledIn() throws Exception {
        JobTemplate template = template();
        String home = System.getProperty("user.home");
        template.setWorkingDirectory(JobTemplate.HOME_DIRECTORY + "/jobs");
        template.setInputPath(JobTemplate.WORKING_DIRECTORY + "/in");
        template.setOutputPath(JobTemplate.HOME_DIRECTORY + "/out." + JobTemplate.PARAMETRIC_INDEX);
        template.setErrorPath("host:/err");
        template.setJobCategory("long");
        template.setNativeSpecification("-A \"x y\"  -r n");
        template.setHardWallclockTimeLimit(90);
        template.setStartTime(new PartialTimestamp(2030, 0, 2, 3, 4, 5));
        session.runBulkJobs(template, 1, 2, 1);
        assertThat(order().workingFolder()).contains(home + "/jobs");
        assertThat(order().input()).contains(home + "/jobs/in");
        assertThat(order().output()).contains(home + "/out." + JobTemplate.PARAMETRIC_INDEX);
        assertThat(order().error()).contains("host:/err");
        assertThat(order().options()).containsExactly("-q", "long", "-l", "a b", "-A", "x y", "-r", "n");
        assertThat(order().walltime()).contains(Duration.ofSeconds(90));
        assertThat(order().start()).isPresent();
        assertThat(template.getAttributeNames().contains("hardWallclockTimeLimit"))
                .isTrue();
    }

    @Test
    void wrongAttributesAreRefusedByName() throws Exception {
        JobTemplate empty = session.createJobTemplate();
        assertThatThrownBy(() -> session.runJob(empty))
                .isInstanceOf(InvalidAttributeValueException.class)
                .hasMessageContaining("remoteCommand");
        JobTemplate quote = template();
        quote.setNativeSpecification("-A 'x");
        assertThatThrownBy(() -> session.runJob(quote)).isInstanceOf(InvalidAttributeFormatException.class);
        JobTemplate path = template();
        path.setOutputPath("host:");
        assertThatThrownBy(() -> session.runJob(path)).isInstanceOf(InvalidAttributeFormatException.class);
        JobTemplate variable = template();
        variable.setJobEnvironment(Map.of("a b", "c"));
        assertThatThrownBy(() -> session.runJob(variable)).isInstanceOf(InvalidAttributeValueException.class);
        assertThatThrownBy(() -> empty.setSoftRunDurationLimit(1)).isInstanceOf(UnsupportedAttributeException.class);
        assertThatThrownBy(() -> empty.setDeadlineTime(null)).isInstanceOf(UnsupportedAttributeException.class);
        assertThat(lrm.orders).isEmpty();
    }
}
