package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;

class PbsJsonTest {
    private static final String ALL =
            Recordings.answer("03-qstat.txt", "qstat -x -f -F json").output();

    private static Map<String, PbsJob> byId(String output) throws OutputException {
        return PbsJson.jobs(output).jobs().stream().collect(Collectors.toMap(PbsJob::id, Function.identity()));
    }

    @Test
    void everyRecordedJobIsRead() throws Exception {
        Map<String, PbsJob> jobs = byId(ALL);
        assertThat(jobs).hasSize(12);
        PbsJob pilot = jobs.get("0.pbslab");
        assertThat(pilot.name()).isEqualTo("pilot");
        assertThat(pilot.owner()).isEqualTo("pbsuser");
        assertThat(pilot.host()).contains("xen01");
        assertThat(PbsDialect.job(pilot).state()).isEqualTo(Job.State.RUNNING);
        assertThat(jobs.get("9.pbslab").exitStatus()).contains(254);
        assertThat(PbsDialect.job(jobs.get("9.pbslab")).reason())
                .hasValueSatisfying(words -> assertThat(words).endsWith("and failed (Exit_status 254)"));
        assertThat(PbsDialect.job(jobs.get("3.pbslab")).reason())
                .contains("Can Never Run: Not enough total nodes available");
        assertThat(PbsDialect.job(jobs.get("13.pbslab")).state()).isEqualTo(Job.State.RUNNING);
    }

    @Test
    void aJsonWithoutJobsHasNone() throws Exception {
        assertThat(PbsJson.jobs(Recordings.answer("03-qstat.txt", "qstat -f -F json 99999")
                                .output())
                        .jobs())
                .isEmpty();
    }

    /** Of a record whose first or last line is broken nobody knows whose it is. */
    @Test
    void aRecordWithoutAnIdMakesTheAnswerIncomplete() throws Exception {
        assertThat(PbsJson.jobs(ALL).complete()).isTrue();
        String bad = ALL.replaceFirst("\"Job_Name\":\\s*\"", "$0caf\" B");
        assertThat(PbsJson.jobs(bad).complete()).isTrue();
        assertThat(PbsJson.jobs(bad).jobs()).hasSize(12);
        String headless = bad.replaceFirst("\t\t\"\\d+[^\n]*\n", "\t\t%\n");
        assertThat(PbsJson.jobs(headless).complete()).isFalse();
        assertThat(PbsJson.jobs(headless).jobs()).hasSize(11);
        String endless = bad.replaceFirst("\n\t\t},\n", "\n");
        assertThat(PbsJson.jobs(endless).complete()).isFalse();
    }

    @Test
    void oneBadRecordCostsNoOther() throws Exception {
        String bad =
                ALL.replaceFirst("\"Job_Name\":\t\"pilot\",", "\"Job_Name\":\t\"pilot\",\n\t\t\t\"A\":\t\"x\" y\",");
        Map<String, PbsJob> jobs = byId(bad);
        assertThat(jobs).hasSize(12);
        assertThat(jobs.get("0.pbslab").state()).isEqualTo(PbsJob.UNREADABLE);
        assertThat(jobs.get("0.pbslab").name()).isEqualTo("pilot");
        assertThat(PbsDialect.job(jobs.get("0.pbslab")).state()).isEqualTo(Job.State.UNKNOWN);
        assertThat(jobs.values())
                .filteredOn(job -> job.state() == PbsJob.UNREADABLE)
                .hasSize(1);
    }

    @Test
    void olderVersionsWriteBlanksAndNumbersThatAreNoJson() throws Exception {
        String old = """
                {
                    "timestamp":1,
                    "pbs_version":"19.1.3",
                    "Jobs":{
                        "7.old":{
                            "Job_Name":"x",
                            "job_state":"R",
                            "Variable_List":{"A":0123}
                        },
                        "8[2].old":{
                            "Job_Name":"y",
                            "job_state":"X",
                            "B":"un"quoted",
                        }
                    }
                }
                """;
        Map<String, PbsJob> jobs = byId(old);
        assertThat(jobs.get("7.old").state()).isEqualTo('R');
        assertThat(jobs.get("8[2].old").task()).isEqualTo(2);
        assertThat(jobs.get("8[2].old").name()).isEqualTo("y");
    }

    /** Not recorded: versions before 20 keep no tasks of an array that is over. */
    @Test
    void tasksOfAnArrayThatIsOverAreOverAlsoWhereTheServerNoLongerListsThem() throws Exception {
        String json = "{\"pbs_version\": \"x\", \"Jobs\": {\"5[].s\": {\"Job_Name\": \"a\", \"job_state\": \"F\","
                + " \"array_indices_submitted\": \"1-5:2,9\"}, \"5[3].s\": {\"Job_Name\": \"a\", \"job_state\": \"F\", \"Exit_status\": 2},"
                + " \"6[].s\": {\"job_state\": \"B\", \"array_indices_submitted\": \"1-2\"}}}";
        Map<String, PbsJob> all = ArrayTasks.completed(PbsJson.jobs(json).jobs()).stream()
                .collect(Collectors.toMap(PbsJob::id, Function.identity()));
        assertThat(all.keySet()).containsExactlyInAnyOrder("5[].s", "5[1].s", "5[3].s", "5[5].s", "5[9].s", "6[].s");
        assertThat(PbsDialect.job(all.get("5[1].s")).state()).isEqualTo(Job.State.ENDED);
        assertThat(JobEnds.of(all.get("5[1].s"))).matches(end -> !end.exited() && !end.aborted());
        assertThat(all.get("5[3].s").exitStatus()).contains(2);
    }

    @Test
    void whatIsCutOffOrNoJsonIsAnErrorAndNoEmptyAnswer() {
        for (String output : List.of("", "hello", "<html>", "{}", ALL.substring(0, ALL.length() / 2), "}\n{")) {
            assertThatThrownBy(() -> PbsJson.jobs(output)).as(output).isInstanceOf(OutputException.class);
        }
    }

    @Test
    void whatIsPrintedAroundItIsPassedOver() throws Exception {
        assertThat(PbsJson.jobs("motd {today}\n" + ALL + "\nbye\n").jobs()).hasSize(12);
    }

    @Test
    void retypedValuesAreTexts() throws Exception {
        String json =
                "{\n\"pbs_version\": \"x\", \"Jobs\": {\"1.s\": {\"Job_Name\": true, \"job_state\": \"F\", \"Exit_status\": 2.71e2,"
                        + " \"Job_Owner\": 12, \"comment\": 7}}}";
        PbsJob job = PbsJson.jobs(json).jobs().get(0);
        assertThat(job.name()).isEqualTo("true");
        assertThat(job.exitStatus()).contains(271);
        assertThat(job.comment()).contains("7");
    }
}
