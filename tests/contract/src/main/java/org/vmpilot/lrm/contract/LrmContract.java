package org.vmpilot.lrm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;

/**
 * What every LRM adapter owes the coordinator, against the adapter's real LRM, which may remember the jobs of tests before. A site of two nodes at least is asked for, each for
 * one exclusive job at a time.
 */
public abstract class LrmContract {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    /** The LRM under test, with what only the one who started it can do to it. */
    public interface Site {
        Lrm lrm();

        /** The adapter opened anew, as after a restart of the coordinator: it has seen no job. */
        Lrm again();

        /** An operator moves the job to where the adapter does not look unless it is told to; nothing happens where there is no such place. */
        default void move(JobId job) throws Exception {}

        /** A folder that jobs can write to. */
        Path scratch();

        /** The LRM's servers go down as in a crash, jobs stay as they are. */
        void crash() throws IOException, InterruptedException;

        void restart() throws IOException, InterruptedException;

        /** Drains a node as an admin would, with this reason and without our tag. */
        void drainAsAdmin(String node, String reason) throws Exception;

        /** Whether the LRM shows why an admin has drained a node. */
        default boolean keepsReasons() {
            return true;
        }

        /** The signal by which the LRM asks a job to end: a name that sh's trap takes. */
        default String politeSignal() {
            return "TERM";
        }

        /** Where {@code pilot-gang} lies on its nodes; what a gang's job begins with. */
        Path gangLauncher() throws Exception;

        /** What nodes must have that take gangs; empty: all of them do. */
        default Optional<String> gangProperty() {
            return Optional.empty();
        }

        /** Whether an argument with a line break arrives as it is; else it must be refused. */
        default boolean takesLineBreaks() {
            return true;
        }

        /** Jobs, LRM and files are gone when it returns. */
        void remove() throws Exception;
    }

    protected Site site;
    protected Lrm lrm;

    protected abstract Site open() throws Exception;

    @BeforeEach
    void openSite() throws Exception {
        site = open();
        lrm = site.lrm();
    }

    @AfterEach
    void closeSite() throws Exception {
        for (Job job : lrm.snapshot().jobs()) {
            lrm.cancel(job.id());
        }
        lrm.close();
        site.remove();
    }

    @Test
    void aJobRunsAndEndsAndIsRemembered() throws Exception {
        Path proof = site.scratch().resolve("proof");
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo done >" + proof);
        waitFor(job, Job.State.ENDED);
        assertThat(proof).hasContent("done");
        assertThat(job(job).name()).isEqualTo("vone");
        await(() -> assertThat(lrm.search("vone"))
                .singleElement()
                .satisfies(found -> assertThat(found.node()).isPresent()));
    }

    @Test
    void anArraysTasksBearOneNameAndTheirNumbers() throws Exception {
        List<JobId> ids = lrm.submit(Requests.exclusive("varray", 3, "/bin/true"));
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
        for (int task = 1; task <= 3; task++) {
            JobId id = ids.get(task - 1);
            waitFor(id, Job.State.ENDED);
            assertThat(job(id).task()).isEqualTo(task);
            assertThat(job(id).name()).isEqualTo("varray");
        }
    }

    @Test
    void oneSnapshotHasAllJobsAndItsAge() throws Exception {
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        List<JobId> ids = lrm.submit(Requests.exclusive("vmany", 5, "/bin/sleep", "600"));
        JobSnapshot snapshot = lrm.snapshot();
        assertThat(snapshot.jobs()).extracting(Job::id).containsAll(ids);
        assertThat(snapshot.askedAt()).isAfterOrEqualTo(before);
        assertThat(snapshot.complete()).isTrue();
    }

    @Test
    void aJobThatIsExpectedIsShownWhereverItWasMovedAndAfterARestart() throws Exception {
        JobId moved = submitOne("vmoved", "/bin/sleep", "600");
        JobId over = submitOne("vdone", "/bin/true");
        waitFor(over, Job.State.ENDED);
        site.move(moved);
        try (Lrm again = site.again()) {
            JobSnapshot snapshot = again.snapshot(List.of(moved, over));
            assertThat(snapshot.complete()).isTrue();
            assertThat(snapshot.jobs())
                    .filteredOn(job -> job.id().equals(moved))
                    .singleElement()
                    .satisfies(job -> assertThat(job.state()).isNotEqualTo(Job.State.ENDED));
            again.cancel(moved);
        }
    }

    @Test
    void jobsOfANodeRunOneAfterAnother() throws Exception {
        int nodes = lrm.nodes().size();
        List<JobId> ids = lrm.submit(Requests.exclusive("vqueue", nodes + 1, "/bin/sleep", "600"));
        for (JobId running : ids.subList(0, nodes)) {
            waitFor(running, Job.State.RUNNING);
        }
        assertThat(job(ids.get(nodes)).state()).isEqualTo(Job.State.QUEUED);
        assertThat(ids.subList(0, nodes).stream().map(this::node)).doesNotHaveDuplicates();
        lrm.cancel(ids.get(0));
        waitFor(ids.get(nodes), Job.State.RUNNING);
    }

    @Test
    void aGangIsOneJobThatRunsOnAllOfItsNodesAtOnce() throws Exception {
        if (!lrm.assemblies().contains(JobRequest.Assembly.GANG)) {
            refused(() -> gang("vgang", 2, "true"), LrmException.Kind.INVALID);
            assertThat(lrm.search("vgang")).isEmpty();
            return;
        }
        Path scratch = site.scratch();
        JobId id = gang("vgang", 2, "echo up >" + scratch + "/up.$VMPILOT_LRM_TASK; sleep 600");
        await(() -> assertThat(scratch.resolve("up.1")).exists());
        await(() -> assertThat(scratch.resolve("up.2")).exists());
        assertThat(lrm.search("vgang")).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(id);
            assertThat(found.task()).isZero();
            assertThat(found.state()).isEqualTo(Job.State.RUNNING);
            assertThat(found.node().orElseThrow()).matches(".*[,\\[].*");
        });
    }

    @Test
    void aGangWaitsForAllOfItsNodesAndEndsWithItsLastTask() throws Exception {
        if (!lrm.assemblies().contains(JobRequest.Assembly.GANG)) {
            return;
        }
        int nodes = lrm.nodes().size();
        Path scratch = site.scratch();
        JobId holder = submitOne("vholder", "/bin/sleep", "600");
        waitFor(holder, Job.State.RUNNING);
        JobId id = gang(
                "vgang",
                nodes,
                "echo $VMPILOT_LRM_TASK >>" + scratch + "/ran; [ $VMPILOT_LRM_TASK -eq 1 ] || until [ -e " + scratch
                        + "/go ]; do sleep 0.1; done");
        assertThat(job(id).state()).isEqualTo(Job.State.QUEUED);
        assertThat(scratch.resolve("ran")).doesNotExist();
        lrm.cancel(holder);
        await(() -> assertThat(scratch.resolve("ran")).exists());
        await(() -> assertThat(Files.readAllLines(scratch.resolve("ran"))).hasSize(nodes));
        assertThat(job(id).state()).isEqualTo(Job.State.RUNNING);
        Files.createFile(scratch.resolve("go"));
        waitFor(id, Job.State.ENDED);
    }

    @Test
    void cancellingAGangAsksEachOfItsTasksAndLeavesThemTheirTime() throws Exception {
        if (!lrm.assemblies().contains(JobRequest.Assembly.GANG)) {
            return;
        }
        Path scratch = site.scratch();
        String proof = scratch + "/asked.$VMPILOT_LRM_TASK";
        JobId id = gang(
                "vgang",
                2,
                "trap 'sleep 0.3; echo asked >" + proof + "; exit 0' " + site.politeSignal() + "; echo up >" + scratch
                        + "/up.$VMPILOT_LRM_TASK; while :; do sleep 0.1; done");
        await(() -> assertThat(scratch.resolve("up.1")).exists());
        await(() -> assertThat(scratch.resolve("up.2")).exists());
        lrm.cancel(id);
        waitFor(id, Job.State.ENDED);
        assertThat(scratch.resolve("asked.1")).exists();
        assertThat(scratch.resolve("asked.2")).exists();
    }

    /** The script on each of its nodes. */
    private JobId gang(String name, int nodes, String script) throws Exception {
        List<JobId> ids = lrm.submit(Requests.gang(
                name, nodes, site.gangProperty(), site.gangLauncher().toString(), "/bin/bash", "-c", script));
        assertThat(ids).hasSize(nodes);
        assertThat(Set.copyOf(ids)).hasSize(1);
        return ids.get(0);
    }

    @Test
    void aQueuedJobThatIsCancelledNeverRuns() throws Exception {
        fillAllNodes();
        Path proof = site.scratch().resolve("proof");
        JobId job = submitOne("vwaits", "/bin/sh", "-c", "echo ran >" + proof);
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(proof).doesNotExist();
    }

    @Test
    void aRunningJobThatIsCancelledIsAskedFirst() throws Exception {
        Path proof = site.scratch().resolve("proof");
        Path up = site.scratch().resolve("up");
        JobId job = submitOne(
                "vasked",
                "/bin/bash",
                "-c",
                "trap 'echo asked >" + proof + "; exit 0' " + site.politeSignal() + "; echo up >" + up
                        + "; while :; do sleep 0.1; done");
        await(() -> assertThat(up).exists());
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(proof).hasContent("asked");
    }

    @Test
    void aJobThatIgnoresTermIsKilledAfterTheDelay() throws Exception {
        Path up = site.scratch().resolve("up");
        JobId job = submitOne(
                "vdeaf", "/bin/bash", "-c", "trap '' " + site.politeSignal() + "; echo up >" + up + "; exec sleep 600");
        await(() -> assertThat(up).exists());
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
    }

    @Test
    void cancellingAJobThatIsOverIsASuccess() throws Exception {
        JobId job = submitOne("vover", "/bin/true");
        waitFor(job, Job.State.ENDED);
        lrm.cancel(job);
        lrm.cancel(job);
    }

    @Test
    protected void walltimeEndsAJob() throws Exception {
        JobId job = lrm.submit(Requests.bounded("vlong", Duration.ofSeconds(1), "/bin/sleep", "600"))
                .get(0);
        waitFor(job, Job.State.ENDED);
    }

    @Test
    void aSearchFindsJobsByTheirExactNameAndThoseThatAreOver() throws Exception {
        JobId over = submitOne("vname", "/bin/true");
        waitFor(over, Job.State.ENDED);
        JobId other = submitOne("vname2", "/bin/true");
        assertThat(lrm.search("vname")).extracting(Job::id).containsExactly(over);
        assertThat(lrm.search("vname2")).extracting(Job::id).containsExactly(other);
        assertThat(lrm.search("vnam")).isEmpty();
    }

    @Test
    void aDrainedNodeGetsNoJobsUntilItIsResumed() throws Exception {
        for (NodeState node : lrm.nodes()) {
            assertThat(lrm.drain(node.node(), "dirty: one domain left").ours()).isTrue();
            assertThat(lrm.drain(node.node(), "dirty: still").ours()).isTrue();
        }
        JobId job = submitOne("vdrained", "/bin/true");
        NodeState node = lrm.nodes().get(0);
        assertThat(node.drained()).isTrue();
        assertThat(node.reason()).hasValue("vmpilot: dirty: one domain left");
        assertThat(job(job).state()).isEqualTo(Job.State.QUEUED);
        lrm.resume(node.node());
        waitFor(job, Job.State.ENDED);
        await(() -> assertThat(lrm.search("vdrained"))
                .singleElement()
                .satisfies(found -> assertThat(found.node()).hasValue(node.node())));
    }

    @Test
    void aDrainOfSomebodyElseIsNeitherLiftedNorRenamed() throws Exception {
        String node = lrm.nodes().get(0).node();
        site.drainAsAdmin(node, "disk is being replaced");
        DrainHold hold = lrm.drain(node, "dirty");
        assertThat(hold.ours()).isFalse();
        assertThat(hold.reason()).isEqualTo(nodeState(node).reason().orElseThrow());
        assertThatThrownBy(() -> lrm.resume(node)).satisfies(e -> assertKind(e, LrmException.Kind.DENIED));
        assertThat(nodeState(node).drained()).isTrue();
        String reason = nodeState(node).reason().orElseThrow();
        assertThat(reason).doesNotStartWith(Lrm.DRAIN_TAG);
        if (site.keepsReasons()) {
            assertThat(reason).contains("disk is being replaced");
        }
    }

    @Test
    void aNodeIsTheSameInCapitalsAndWithItsDomain() throws Exception {
        String node = lrm.nodes().get(0).node();
        String capitals = node.toUpperCase(Locale.ROOT);
        String other = node.contains(".") ? node.split("\\.", 2)[0] : node + ".cluster.example";
        for (String name : List.of(capitals, other)) {
            assertThat(lrm.drain(name, "dirty").ours()).isTrue();
            assertThat(nodeState(node).drained()).as(name).isTrue();
            lrm.resume(name);
            assertThat(nodeState(node).drained()).as(name).isFalse();
        }
    }

    @Test
    void severalJobsAreCancelledInOneCallAndOneThatIsOverCostsTheOthersNothing() throws Exception {
        JobId over = submitOne("vgone", "/bin/true");
        waitFor(over, Job.State.ENDED);
        List<JobId> all = new ArrayList<>(List.of(over));
        all.addAll(lrm.submit(Requests.exclusive("vmany", 3, "/bin/sleep", "600")));
        all.add(submitOne("vsingle", "/bin/sleep", "600"));
        assertThat(lrm.cancelAll(all)).isEmpty();
        // Of tasks that never ran a whole answer without them says as much (Slurm).
        await(() -> {
            JobSnapshot snapshot = lrm.snapshot();
            assertThat(snapshot.complete()).isTrue();
            assertThat(snapshot.jobs())
                    .filteredOn(job -> all.contains(job.id()))
                    .allSatisfy(job -> assertThat(job.state()).isEqualTo(Job.State.ENDED));
        });
    }

    @Test
    void aJobRunsOnNoNodeThatItsRequestAvoids() throws Exception {
        List<String> nodes = lrm.nodes().stream().map(NodeState::node).toList();
        if (!lrm.avoidsNodes()) {
            // It says so, and takes the request as one for any node.
            JobRequest request = Requests.exclusive("vavoids", 1, "/bin/true").avoiding(nodes);
            waitFor(lrm.submit(request).get(0), Job.State.ENDED);
            return;
        }
        List<String> avoided = nodes.subList(0, nodes.size() - 1);
        for (int i = 0; i < 2; i++) {
            JobId job = lrm.submit(Requests.exclusive("vavoids", 1, "/bin/true").avoiding(avoided))
                    .get(0);
            waitFor(job, Job.State.ENDED);
        }
        await(() -> assertThat(lrm.search("vavoids"))
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.node()).hasValue(nodes.get(nodes.size() - 1))));
    }

    @Test
    void resumingANodeThatIsNotDrainedIsASuccess() throws Exception {
        lrm.resume(lrm.nodes().get(0).node());
    }

    @Test
    void anUnknownNodeIsRefused() {
        refused(() -> lrm.drain("nosuchnode", "dirty"), LrmException.Kind.DENIED);
    }

    @Test
    void oddJobNamesAreRefused() throws Exception {
        List<JobId> before = ids(lrm.snapshot().jobs());
        for (String name :
                List.of("", "1digit", "has blank", "tëst", "a/b", "semi;colon", "sixteen-letters-", "$(id)", "-dash")) {
            refused(() -> lrm.submit(Requests.exclusive(name, 1, "/bin/true")), LrmException.Kind.INVALID);
        }
        assertThat(before).containsAll(ids(lrm.snapshot().jobs()));
    }

    @Test
    void anUnknownQueueIsRefusedAndNothingIsSubmitted() throws Exception {
        JobRequest odd = Requests.inQueue("nosuchqueue", "vnoqueue", "/bin/true");
        refused(() -> lrm.submit(odd), LrmException.Kind.DENIED);
        assertThat(lrm.search("vnoqueue")).isEmpty();
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        Path proof = site.scratch().resolve("proof");
        submitOne("vargs", printing(proof, "a b", "'", "\"", "$HOME", "*", "ü€", "", "\\"));
        await(() -> assertThat(proof).usingCharset(StandardCharsets.UTF_8).hasContent("a b|'|\"|$HOME|*|ü€||\\|"));
    }

    @Test
    void anArgumentOfTwoLinesArrivesOrIsRefused() throws Exception {
        Path proof = site.scratch().resolve("proof");
        String[] command = printing(proof, "x\ny", "z");
        if (site.takesLineBreaks()) {
            submitOne("vlines", command);
            await(() -> assertThat(proof).hasContent("x\ny|z|"));
        } else {
            refused(() -> submitOne("vlines", command), LrmException.Kind.INVALID);
        }
    }

    private static String[] printing(Path proof, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", "-c", "printf '%s|' \"$@\" >" + proof + ".new; mv " + proof + ".new " + proof, "sh"));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    @Test
    protected void anLrmThatIsDownIsUnreachableAndNothingIsDone() throws Exception {
        site.crash();
        refused(() -> lrm.submit(Requests.exclusive("vdown", 1, "/bin/true")), LrmException.Kind.UNREACHABLE);
        refused(() -> lrm.snapshot(), LrmException.Kind.UNREACHABLE);
        refused(() -> lrm.search("vdown"), LrmException.Kind.UNREACHABLE);
        refused(() -> lrm.nodes(), LrmException.Kind.UNREACHABLE);
        site.restart();
        assertThat(lrm.search("vdown")).isEmpty();
    }

    @Test
    void jobsGoOnWhileTheLrmIsDown() throws Exception {
        Path proof = site.scratch().resolve("proof");
        Path go = site.scratch().resolve("go");
        Path up = site.scratch().resolve("up");
        String wait = "echo up >" + up + "; until [ -e " + go + " ]; do sleep 0.05; done; echo done >" + proof;
        JobId ends = submitOne("vends", "/bin/sh", "-c", wait + "; exit 7");
        JobId stays = submitOne("vstays", "/bin/sleep", "600");
        await(() -> assertThat(up).exists());
        waitFor(stays, Job.State.RUNNING);
        site.crash();
        Files.createFile(go);
        await(() -> assertThat(proof).exists());
        site.restart();
        waitFor(ends, Job.State.ENDED);
        assertThat(job(stays).state()).isEqualTo(Job.State.RUNNING);
        lrm.cancel(stays);
        waitFor(stays, Job.State.ENDED);
    }

    protected final JobId submitOne(String name, String... command) throws LrmException {
        return lrm.submit(Requests.exclusive(name, 1, command)).get(0);
    }

    private static List<JobId> ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).toList();
    }

    private void fillAllNodes() throws LrmException {
        int nodes = lrm.nodes().size();
        for (JobId id : lrm.submit(Requests.exclusive("vfull", nodes, "/bin/sleep", "600"))) {
            waitFor(id, Job.State.RUNNING);
        }
    }

    protected final Job job(JobId id) throws LrmException {
        return lrm.snapshot().jobs().stream()
                .filter(job -> job.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job " + id));
    }

    private String node(JobId id) {
        try {
            return job(id).node().orElseThrow();
        } catch (LrmException e) {
            throw new AssertionError(e);
        }
    }

    private NodeState nodeState(String name) throws LrmException {
        return lrm.nodes().stream()
                .filter(node -> node.node().equals(name))
                .findFirst()
                .orElseThrow();
    }

    protected final void waitFor(JobId id, Job.State state) {
        await(() -> assertThat(job(id).state()).isEqualTo(state));
    }

    protected static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20L * PATIENCE))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(condition);
    }

    protected static void refused(ThrowingCallable call, LrmException.Kind kind) {
        assertThatThrownBy(call).satisfies(e -> assertKind(e, kind));
    }

    public static void assertKind(Throwable e, LrmException.Kind kind) {
        assertThat(e).isInstanceOf(LrmException.class);
        assertThat(((LrmException) e).kind()).as(e.getMessage()).isEqualTo(kind);
    }
}
