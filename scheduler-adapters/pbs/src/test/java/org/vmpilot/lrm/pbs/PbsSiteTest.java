package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.QueueOptions;
import org.vmpilot.lrm.contract.Requests;

/** What a real PBS was seen to do to a coordinator: several queues, jobs that are moved, outputs that are copied, comments that others write. */
@Tag("pbs")
class PbsSiteTest {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    private RecordedPbs pbs;
    private PbsLrm lrm;

    @BeforeEach
    void open() throws IOException {
        pbs = new RecordedPbs("kill_delay=0.2", "copy_tries=3600");
        lrm = pbs.lrm("queues", "vmm,express");
    }

    @AfterEach
    void close() throws IOException {
        lrm.close();
        pbs.close();
    }

    private Optional<Job> shown(JobId id) throws LrmException {
        return lrm.snapshot(List.of(id)).jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst();
    }

    private void waitFor(JobId id, Job.State state) {
        await(() -> assertThat(shown(id)).map(Job::state).contains(state));
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20L * PATIENCE))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(condition);
    }

    private JobId submit(String queue, String name, String... command) throws LrmException {
        return lrm.submit(Requests.inQueue(queue, name, command)).get(0);
    }

    @Test
    void jobsOfEveryQueueAreShownAndFound() throws Exception {
        JobId first = submit("vmm", "vfirst", "/bin/sleep", "600");
        JobId second = submit("express", "vsecond", "/bin/sleep", "600");
        assertThat(lrm.snapshot().jobs()).extracting(Job::id).containsExactlyInAnyOrder(first, second);
        assertThat(lrm.search("vsecond")).extracting(Job::id).containsExactly(second);
        assertThat(lrm.cancelAll(List.of(first, second))).isEmpty();
        waitFor(first, Job.State.ENDED);
        waitFor(second, Job.State.ENDED);
    }

    @Test
    void severalJobsAreCancelledByOneProgram() throws Exception {
        List<JobId> all = lrm.submit(Requests.exclusive("vmany", 4, "/bin/sleep", "600"));
        assertThat(lrm.cancelAll(all)).isEmpty();
        assertThat(pbs.calls("qdel")).hasSize(1);
        for (JobId job : all) {
            waitFor(job, Job.State.ENDED);
        }
    }

    /** A mass end: some are over, of one the record is gone, and still one program ends them all. */
    @Test
    void jobsThatAreOverCostNoFurtherProgram() throws Exception {
        List<JobId> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(submit("vmm", "vover" + i, "/bin/true"));
            waitFor(all.get(i), Job.State.ENDED);
        }
        all.add(new JobId("99999.pbslab"));
        all.addAll(lrm.submit(Requests.exclusive("vmany", 4, "/bin/sleep", "600")));
        assertThat(lrm.cancelAll(all)).isEmpty();
        assertThat(pbs.calls("qdel")).hasSize(1);
        for (JobId job : all.subList(4, 8)) {
            waitFor(job, Job.State.ENDED);
        }
    }

    @Test
    void aServerThatIsDownIsAskedOnceForManyJobs() throws Exception {
        List<JobId> all = lrm.submit(Requests.exclusive("vdown", 4, "/bin/sleep", "600"));
        pbs.crash();
        assertThat(lrm.cancelAll(all))
                .hasSize(4)
                .allSatisfy((job, why) -> assertThat(why.kind()).isEqualTo(LrmException.Kind.UNREACHABLE));
        pbs.start();
    }

    /** qmove: it is in no queue that we ask for, and lives. */
    @Test
    void aJobThatAnOperatorHasMovedIsNotGone() throws Exception {
        JobId moved = submit("vmm", "vmoved", "/bin/sleep", "600");
        waitFor(moved, Job.State.RUNNING);
        JobId other = submit("vmm", "vother", "/bin/sleep", "600");
        waitFor(other, Job.State.RUNNING);
        pbs.model("move", moved.text(), "workq");
        pbs.model("move", other.text(), "workq");
        for (int i = 0; i < 3; i++) {
            assertThat(shown(moved)).map(Job::state).contains(Job.State.RUNNING);
            assertThat(shown(other)).map(Job::state).contains(Job.State.RUNNING);
        }
    }

    /** Without a host the path is the submit host's, and each mom copies to it by scp: for a minute and a half, with the node in its hands. */
    @Test
    void nothingIsCopiedWhenAPilotEnds() throws Exception {
        String old = pbs.run("qsub", "-N", "vold", "-q", "vmm", "-j", "oe", "-o", "/dev/null", "--", "/bin/true")
                .output()
                .strip();
        JobId ours = submit("vmm", "vours", "/bin/true");
        waitFor(ours, Job.State.ENDED);
        await(() -> assertThat(pbs.run("qstat", "-f", "-F", "json", old).output())
                .contains("\"job_state\":\t\"E\"", "\"Output_Path\":\t\"pbslab:/dev/null\""));
    }

    @Test
    void aCommentOnAnothersNodeKeepsNoNodeFromBeingDrained() throws Exception {
        pbs.model("set", "version", "\"19.1.3\"");
        pbs.model("comment", "node01", "HEALTH-CHECK: reboot \"broken scratch\" (Sep 04)");
        assertThat(lrm.drain("Node02", "dirty").ours()).isTrue();
        assertThat(lrm.nodes())
                .containsExactly(
                        new NodeState("node01", true, false, Optional.empty()),
                        new NodeState("node02", true, true, Optional.of("vmpilot: dirty")));
        lrm.resume("node02.cluster.example");
        assertThat(lrm.nodes()).noneMatch(NodeState::drained);
    }

    /** The rest goes on, and the job ends with its last pilot although pbsdsh hears of no end after that. */
    @Test
    void aNodeIsTakenOutOfAGangAndGivenToOthers() throws Exception {
        Path scratch = pbs.scratch();
        String launcher = Path.of(System.getProperty("vmpilot.root"), "scripts/node/pilot-gang")
                .toString();
        String script =
                "echo up >" + scratch + "/up.$VMPILOT_LRM_TASK; until [ -e " + scratch + "/go ]; do sleep 0.1; done";
        JobId gang = lrm.submit(Requests.gang("vgang", 2, Optional.empty(), launcher, "/bin/bash", "-c", script))
                .get(0);
        for (int task = 1; task <= 2; task++) {
            Path up = scratch.resolve("up." + task);
            await(() -> assertThat(up).exists());
        }
        assertThat(shown(gang).orElseThrow().node()).hasValue("node01,node02");
        assertThatThrownBy(() -> lrm.release(gang, "node01"))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(LrmException.Kind.DENIED));
        lrm.release(gang, "Node02.cluster.example");
        lrm.release(gang, "node02");
        assertThat(shown(gang).orElseThrow().node()).hasValue("node01");
        JobId other = submit("vmm", "vother", "/bin/true");
        waitFor(other, Job.State.ENDED);
        assertThat(shown(gang)).map(Job::state).contains(Job.State.RUNNING);
        Files.createFile(scratch.resolve("go"));
        waitFor(gang, Job.State.ENDED);
        lrm.release(gang, "node01");
    }

    @Test
    void whatTheSiteAddsForAQueueIsGivenToQsub() throws Exception {
        JobRequest request = Requests.inQueue("vmm", "vadded", "/bin/true");
        lrm.submit(
                request.with(new QueueOptions(Optional.empty(), Optional.empty(), Optional.of(7), List.of("-Wx=y"))));
        assertThat(pbs.calls("qsub").get(0)).contains(" -p 7 -Wx=y -- /bin/true");
        QueueOptions foreign = new QueueOptions(Optional.of("high"), Optional.empty(), Optional.empty(), List.of());
        assertThatThrownBy(() -> lrm.submit(request.with(foreign)))
                .isInstanceOfSatisfying(
                        LrmException.class, e -> assertThat(e.kind()).isEqualTo(LrmException.Kind.INVALID));
    }
}
