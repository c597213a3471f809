package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vmpilot.lrm.Job.State.ENDED;
import static org.vmpilot.lrm.Job.State.HELD;
import static org.vmpilot.lrm.Job.State.QUEUED;
import static org.vmpilot.lrm.Job.State.RUNNING;
import static org.vmpilot.lrm.Job.State.SUSPENDED;
import static org.vmpilot.lrm.Job.State.UNKNOWN;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

class QstatJobsTest {
    @Test
    void oneQueryShowsEveryJobAndEveryTaskOfAnArray() throws Exception {
        List<Job> jobs = QstatJobs.parse(Recorded.text("qstat-xml.xml")).jobs();
        assertThat(jobs)
                .extracting(job -> job.id().text(), Job::name, Job::task, Job::state)
                .containsExactly(
                        row("1289", "pilot_run", 0, RUNNING),
                        row("1292", "pilot_err", 0, HELD),
                        row("1293", "pilot_imposs", 0, QUEUED),
                        row("1290", "pilot_pend", 0, HELD),
                        row("1291.1", "pilot_arr", 1, HELD),
                        row("1291.2", "pilot_arr", 2, HELD),
                        row("1291.3", "pilot_arr", 3, HELD));
    }

    private static org.assertj.core.groups.Tuple row(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void theHostIsWhatStandsBehindTheAtOfTheQueueInstance() throws Exception {
        Job running = QstatJobs.parse(Recorded.text("qstat-xml.xml")).jobs().get(0);
        assertThat(running.node()).contains("sgen3");
    }

    @Test
    void aJobOfSeveralNodesIsOneJobWithAllOfThem() throws Exception {
        assertThat(QstatJobs.parse(Recorded.text("qstat-g-t-xml.xml")).jobs())
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.id()).isEqualTo(new JobId("9"));
                    assertThat(job.task()).isZero();
                    assertThat(job.state()).isEqualTo(RUNNING);
                    assertThat(job.node()).hasValue("node01,node02,node03");
                });
    }

    @Test
    void aSuspendedJobIsNotRunning() throws Exception {
        assertThat(QstatJobs.parse(Recorded.text("qstat-xml-suspended.xml"))
                        .jobs()
                        .get(0)
                        .state())
                .isEqualTo(SUSPENDED);
    }

    @Test
    void jobsThatAreOverAreShownAsOver() throws Exception {
        assertThat(QstatJobs.parse(Recorded.text("qstat-s-z-xml.xml")).jobs())
                .hasSizeGreaterThan(20)
                .extracting(Job::state)
                .containsOnly(ENDED);
    }

    @Test
    void aTaskThatLivesCountsMoreThanOneThatIsOver() throws Exception {
        String over = "<job_list><JB_job_number>7</JB_job_number><JB_name>a</JB_name><state>z</state>"
                + "<tasks>1-2:1</tasks></job_list>";
        String lives = "<job_list><JB_job_number>7</JB_job_number><JB_name>a</JB_name><state>r</state>"
                + "<queue_name>q@n1</queue_name><tasks>2</tasks></job_list>";
        for (String lines : List.of(over + lives, lives + over)) {
            assertThat(QstatJobs.parse("<job_info><queue_info>" + lines + "</queue_info></job_info>")
                            .jobs())
                    .contains(new Job(new JobId("7.2"), "a", 2, RUNNING, Optional.of("n1"), Optional.empty()))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "r, RUNNING",
        "t, RUNNING",
        "Rr, RUNNING",
        "dr, RUNNING",
        "hr, RUNNING",
        "s, SUSPENDED",
        "S, SUSPENDED",
        "T, SUSPENDED",
        "ts, SUSPENDED",
        "dS, SUSPENDED",
        "qw, QUEUED",
        "Rq, QUEUED",
        "dqw, QUEUED",
        "hqw, HELD",
        "hRwq, HELD",
        "Eqw, HELD",
        "Ehqw, HELD",
        "z, ENDED",
        "x, UNKNOWN",
        "E?, UNKNOWN"
    })
    void everyStateOfTheManualHasItsMeaning(String letters, Job.State state) {
        assertThat(JobStates.of(letters)).isEqualTo(state);
    }

    @Test
    void aStateOfNoLettersIsUnknown() {
        assertThat(JobStates.of("")).isEqualTo(UNKNOWN);
    }

    @Test
    void tasksAreNumbersAndRanges() throws Exception {
        assertThat(Tasks.parse("1-7:2,12,20-21:1")).containsExactly(1, 3, 5, 7, 12, 20, 21);
        assertThat(Tasks.parse("5-5:0")).as("a step of 0 does not hang").containsExactly(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1-", "1-2", "1:2", "1,,2", "-1", "1-999999999:1", "99999999999"})
    void otherTasksAreAnError(String text) {
        assertThatThrownBy(() -> Tasks.parse(text)).isInstanceOf(OutputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "error: commlib error",
                "<job_info><queue_info>",
                "<unknown_jobs/>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><job_info>&b;</job_info>"
            })
    void whatIsNoSuchOutputIsAnErrorAndNotAnEmptyCell(String text) {
        assertThatThrownBy(() -> QstatJobs.parse(text))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("qstat");
    }

    @Test
    void aRecordThatCannotBeReadCostsThatJobAlone() throws Exception {
        String good = "<job_list><JB_job_number>3</JB_job_number><JB_name>c</JB_name><state>r</state></job_list>";
        QstatJobs.Listing nameless =
                QstatJobs.parse("<job_info><job_list><JB_job_number>1</JB_job_number><state>r</state></job_list>"
                        + "<job_list><JB_job_number>2</JB_job_number><JB_name>b</JB_name><state>qw</state><tasks>1-x</tasks></job_list>"
                        + good + "</job_info>");
        assertThat(nameless.complete()).isTrue();
        assertThat(nameless.jobs()).extracting(job -> job.id().text()).containsExactly("1", "2", "3");
        assertThat(nameless.jobs()).extracting(Job::isUnreadable).containsExactly(true, true, false);
        QstatJobs.Listing numberless = QstatJobs.parse(
                "<job_info><job_list><JB_name>a</JB_name><state>r</state></job_list>" + good + "</job_info>");
        assertThat(numberless.complete()).isFalse();
        assertThat(numberless.jobs()).hasSize(1);
    }

    @Test
    void aLineThatDoesNotSayWhereLeavesTheNodesOfAGangOpen() throws Exception {
        String line = "<job_list><JB_job_number>1</JB_job_number><JB_name>a</JB_name><state>r</state>%s</job_list>";
        String first = line.formatted("<queue_name>q@node1</queue_name>");
        String second = line.formatted("<queue_name>q@node2</queue_name>");
        assertThat(QstatJobs.parse("<job_info>" + first + second + "</job_info>")
                        .jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.node()).contains("node1,node2"));
        for (String lines : List.of(first + line.formatted("") + second, line.formatted("") + first + second)) {
            assertThat(QstatJobs.parse("<job_info>" + lines + "</job_info>").jobs())
                    .singleElement()
                    .satisfies(job -> assertThat(job.node()).isEmpty());
        }
    }

    @Test
    void lettersThatNoXmlMayHoldCostThemselvesAlone() throws Exception {
        String odd =
                "<job_info><job_list><JB_job_number>1</JB_job_number><JB_name>a\u0001&#x1b;b & c</JB_name><state>r</state></job_list></job_info>";
        assertThat(QstatJobs.parse(odd).jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.name()).isEqualTo("a??b & c"));
    }

    @Test
    void reasonsOfJobsInErrorAreGridEnginesOwnWords() throws Exception {
        assertThat(ErrorReasons.parse(Recorded.text("qstat-j-error.xml")))
                .hasEntrySatisfying(
                        "1292",
                        words -> assertThat(words)
                                .contains("can't chdir to /nonexistent/dir: No such file or directory"));
    }
}
