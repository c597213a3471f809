package org.vmpilot.tests.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.slurm.SlurmSessionFactory;
import org.vmpilot.tests.lab.Patience;

/** The provider as any program would use it: DRMAA's own interface, on a real cluster. */
@Tag("slurm")
@ExtendWith(OnSlurm.class)
class SlurmSessionTest {
    private final SlurmCluster cluster;
    private Path folder;
    private Session session;

    SlurmSessionTest(SlurmCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void begin() throws Exception {
        folder = cluster.lab().newFolder("session-");
        session = provider();
        session.init(null);
    }

    @AfterEach
    void end() throws DrmaaException {
        session.exit();
        cluster.lab().run("exec", "master", "scancel", "--user=vmjob");
    }

    private Session provider() {
        Map<String, String> properties = Map.of(
                "drmaa.slurm.commands",
                cluster.commands().toString(),
                "drmaa.slurm.owner",
                "vmjob",
                "drmaa.slurm.sessions",
                folder.resolve("sessions").toString());
        properties.forEach(System::setProperty);
        try {
            return new SlurmSessionFactory().getSession();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private JobTemplate job(String script) throws DrmaaException {
        JobTemplate template = session.createJobTemplate();
        template.setRemoteCommand("/bin/sh");
        template.setArgs(List.of("-c", script));
        template.setOutputPath(":/dev/null");
        return template;
    }

    private static long patience() {
        return Patience.of(60).toSeconds();
    }

    @Test
    void anExitStatusAndASignalComeBackAndAnEndIsTakenOnce() throws Exception {
        JobInfo exit = session.wait(session.runJob(job("exit 3")), patience());
        assertThat(exit.hasExited()).isTrue();
        assertThat(exit.getExitStatus()).isEqualTo(3);
        JobInfo signal = session.wait(session.runJob(job("kill -KILL $$")), patience());
        assertThat(signal.hasSignaled()).isTrue();
        assertThat(signal.getTerminatingSignal()).isEqualTo("SIGKILL");
        assertThatThrownBy(() -> session.wait(exit.getJobId(), Session.TIMEOUT_NO_WAIT))
                .isInstanceOf(InvalidJobException.class);
    }

    @Test
    void bulkJobsKnowTheirIndexAndAreAllWaitedFor() throws Exception {
        JobTemplate template = job("echo $WORD; exit $SLURM_ARRAY_TASK_ID");
        template.setJobEnvironment(Map.of("WORD", "it's \"me\""));
        template.setOutputPath(":" + folder + "/out." + JobTemplate.PARAMETRIC_INDEX);
        List<?> jobs = session.runBulkJobs(template, 2, 6, 2);
        assertThat(jobs).hasSize(3);
        session.synchronize(List.of(Session.JOB_IDS_SESSION_ALL), patience(), false);
        for (int place = 0; place < 3; place++) {
            JobInfo end = session.wait((String) jobs.get(place), Session.TIMEOUT_NO_WAIT);
            assertThat(end.getExitStatus()).isEqualTo(2 * place + 2);
            assertThat(folder.resolve("out." + (2 * place + 2))).hasContent("it's \"me\"\n");
        }
    }

    @Test
    void aJobIsHeldReleasedAndTerminated() throws Exception {
        JobTemplate template = job("sleep 600");
        template.setJobSubmissionState(JobTemplate.HOLD_STATE);
        String job = session.runJob(template);
        assertThat(session.getJobProgramStatus(job)).isEqualTo(Session.USER_ON_HOLD);
        assertThatThrownBy(() -> session.wait(job, Session.TIMEOUT_NO_WAIT)).isInstanceOf(ExitTimeoutException.class);
        session.control(job, Session.RELEASE);
        Patience.await("it runs").until(() -> session.getJobProgramStatus(job) == Session.RUNNING);
        session.control(job, Session.TERMINATE);
        assertThat(session.wait(job, patience()).getJobId()).isEqualTo(job);
        assertThatThrownBy(() -> session.control("99999", Session.TERMINATE)).isInstanceOf(InvalidJobException.class);
    }

    @Test
    void jobsOfABulkOnHoldAreDeletedOneByOneAndAllAtOnce() throws Exception {
        JobTemplate template = job("sleep 600");
        template.setJobSubmissionState(JobTemplate.HOLD_STATE);
        List<?> jobs = session.runBulkJobs(template, 1, 3, 1);
        for (Object job : jobs) {
            assertThat(session.getJobProgramStatus((String) job)).isEqualTo(Session.USER_ON_HOLD);
        }
        String first = (String) jobs.get(0);
        session.control(first, Session.TERMINATE);
        assertThat(session.wait(first, patience()).wasAborted()).isTrue();
        session.control(Session.JOB_IDS_SESSION_ALL, Session.TERMINATE);
        for (Object job : jobs.subList(1, 3)) {
            assertThat(session.wait((String) job, patience()).wasAborted()).isTrue();
        }
    }

    @Test
    void anotherProcessReturnsToASessionByItsContact() throws Exception {
        String job = session.runJob(job("exit 5"));
        String contact = session.getContact();
        session.exit();
        session = provider();
        session.init(contact);
        assertThat(session.wait(job, patience()).getExitStatus()).isEqualTo(5);
    }

    @Test
    void whatSlurmRefusesIsDenied() throws Exception {
        JobTemplate template = job("true");
        template.setNativeSpecification("--partition=nosuch");
        assertThatThrownBy(() -> session.runJob(template))
                .isInstanceOf(DeniedByDrmException.class)
                .hasMessageContaining("invalid partition");
    }

    @Test
    void theDoctorReadsWhatTheClusterGrants() throws Exception {
        try (Lrm lrm = cluster.open()) {
            LrmLimits limits = lrm.limits(Optional.of("vmpilot"));
            assertThat(limits.notice())
                    .hasValueSatisfying(notice -> assertThat(notice).hasSeconds(10));
            assertThat(limits.prolog()).hasValue(false);
            assertThat(limits.epilog()).hasValue(false);
            assertThat(limits.remarks())
                    .anyMatch(remark -> remark.startsWith("SlurmdTimeout is 20 s"))
                    .anyMatch(remark -> remark.contains("config_overrides"))
                    .anyMatch(remark -> remark.startsWith("The accounting cannot be asked"));
            assertThat(lrm.limits(Optional.empty()).notice()).isPresent();
        }
    }
}
