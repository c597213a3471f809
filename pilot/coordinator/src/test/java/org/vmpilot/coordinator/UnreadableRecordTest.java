package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.protocol.LeaseToken;

/** A record that cannot be read is never a job that is gone: from each LRM's own words through its adapter and the whole coordinator, in virtual time. */
class UnreadableRecordTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;
    private Listing listing;

    @AfterEach
    void close() throws IOException {
        site.close();
        listing.close();
    }

    /** How one record is broken: its text → what is printed in its place. */
    static List<Arguments> records() {
        UnaryOperator<String> pbsValue = record -> record.replace("\"Job_Name\":\t\"", "\"Job_Name\":\t\"caf\" B,");
        UnaryOperator<String> pbsOwner = record -> record.replace("vmpilot@", "vm\"pilot@");
        UnaryOperator<String> pbsElsewhere =
                record -> record.replace("\t\t\t\"job_state\"", "\t\t\t\"A\":\"caf\" B,\n\t\t\t\"job_state\"");
        UnaryOperator<String> pbsNameless = record -> record.replaceAll("\t\t\t\"Job_Name\".*\n", "");
        UnaryOperator<String> pbsHeadless = record -> record.replaceFirst("\t\t\"\\d+", "\t\t%");
        UnaryOperator<String> slurmCut = record -> record.replaceFirst("\\|.*\\|", "|?");
        UnaryOperator<String> slurmNameless = record -> record.replaceFirst("[a-z0-9.]+\\|$", "|");
        UnaryOperator<String> slurmHeadless = record -> record.replaceFirst("^[^|]*", "");
        UnaryOperator<String> cellState = record -> record.replaceFirst("<state>.*</state>", "<state>%</state>");
        UnaryOperator<String> cellNameless = record -> record.replaceFirst("<JB_name>.*</JB_name>", "");
        UnaryOperator<String> cellTasks = record -> record.replaceFirst("<tasks>.*</tasks>", "<tasks>?</tasks>");
        UnaryOperator<String> cellHeadless =
                record -> record.replaceFirst("<JB_job_number>.*</JB_job_number>", "<JB_job_number/>");
        UnaryOperator<String> oddState = record -> record.replaceFirst("\"state\":\"[A-Z]+\"", "\"state\":\"FROZEN\"");
        return List.of(
                Arguments.of("pbs", "its name", pbsValue),
                Arguments.of("pbs", "its owner", pbsOwner),
                Arguments.of("pbs", "another value", pbsElsewhere),
                Arguments.of("pbs", "no name", pbsNameless),
                Arguments.of("pbs", "no id", pbsHeadless),
                Arguments.of("slurm", "cut", slurmCut),
                Arguments.of("slurm", "no name", slurmNameless),
                Arguments.of("slurm", "no id", slurmHeadless),
                Arguments.of("grid-engine", "state", cellState),
                Arguments.of("grid-engine", "no name", cellNameless),
                Arguments.of("grid-engine", "tasks", cellTasks),
                Arguments.of("grid-engine", "no number", cellHeadless),
                Arguments.of("embedded", "state", oddState),
                Arguments.of("native", "no answer at all", UnaryOperator.<String>identity()));
    }

    private void open(String lrm) throws IOException {
        site = new Site(folder, 1, 2);
        listing = Listing.of(lrm, site.lrm);
        site.lrm.taskId = listing::taskId;
        site.wrap(new Site.Wrapping() {
            @Override
            public Lrm lrm(Lrm fake) {
                return listing.shownBy(fake);
            }
        });
        site.start();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("records")
    void aRunningJobIsNotOver(String lrm, String what, UnaryOperator<String> broken) throws Exception {
        open(lrm);
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
        listing.breakFirst(broken);
        site.world.runFor(Duration.ofMinutes(30));
        assertThat(site.events(token)).noneMatch(event -> event.event().equals("JOB_OVER"));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ACTIVE);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("records")
    void aJobThatWaitsIsNotAskedForTwice(String lrm, String what, UnaryOperator<String> broken) throws Exception {
        open(lrm);
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        listing.breakFirst(broken);
        site.world.runFor(HOUR);
        assertThat(site.lrm.submitted).hasSize(1);
        assertThat(site.lease(token).current()).allMatch(slot -> slot.state() == SlotState.QUEUED);
    }

    /** What it can read it believes: else the test above would prove nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("adapters")
    void aJobThatHasEndedIsOver(String lrm) throws Exception {
        open(lrm);
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.jobs.values().forEach(job -> job.state = Job.State.ENDED);
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.events(token)).anyMatch(event -> event.event().equals("JOB_OVER"));
    }

    static List<String> adapters() {
        return List.of("pbs", "slurm", "grid-engine", "embedded");
    }
}
