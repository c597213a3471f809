package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;

class AccountingTest {
    @Test
    void aJobThatEndedByItselfHasItsNodeAndExitStatus() throws Exception {
        List<Job> jobs = Accounting.parse(Recorded.text("qacct-j-finished.txt"), "pilot_run");
        assertThat(jobs)
                .extracting(
                        job -> job.id().text(),
                        Job::task,
                        Job::state,
                        job -> job.node().get(),
                        job -> job.reason().get())
                .containsExactly(tuple("1289", 0, Job.State.ENDED, "sgen3", "exit status 0"));
    }

    @Test
    void oneThatCouldNotStartSaysWhy() throws Exception {
        assertThat(Accounting.parse(Recorded.text("qacct-j-error.txt"), "pilot_err"))
                .singleElement()
                .satisfies(job -> assertThat(job.reason())
                        .contains("failed 28 : changing into working directory, exit status 0"));
    }

    @Test
    void tasksOfAnArrayAndOtherNamesAreKeptApart() throws Exception {
        String recorded = Recorded.text("qacct-hrt-and-deleted-array.txt");
        assertThat(Accounting.parse(recorded, "vdel2"))
                .extracting(job -> job.id().text(), Job::task, job -> job.node().get())
                .containsExactlyInAnyOrder(tuple("27.1", 1, "node01"), tuple("27.2", 2, "node03"));
        assertThat(Accounting.parse(recorded, "vhrt2"))
                .singleElement()
                .satisfies(job -> assertThat(job.reason())
                        .contains(
                                "failed 37 : qmaster enforced h_rt, h_cpu, or h_vmem limit, exit status 137 (Killed)"));
        assertThat(Accounting.parse(recorded, "vdel")).isEmpty();
    }

    @Test
    void halfARecordBesideAWholeOneCostsItselfAlone() throws Exception {
        String whole = Recorded.text("qacct-j-finished.txt");
        String name = whole.lines()
                .filter(line -> line.startsWith("jobname"))
                .findFirst()
                .orElseThrow()
                .split("\\s+", 2)[1]
                .strip();
        assertThat(Accounting.parse("=====\nqname  q\nhostname n\n" + whole, name))
                .hasSize(1);
    }

    @Test
    void halfARecordIsAnError() {
        assertThatThrownBy(() -> Accounting.parse("=====\nqname  q\nhostname n\n", "a"))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("jobname");
    }
}
