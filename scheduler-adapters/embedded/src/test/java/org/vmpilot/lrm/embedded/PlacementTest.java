package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.JobRequest;

/** Who gets which node: first come, first served on every node. */
class PlacementTest {
    private static final String SITE = """
            [[queue]]
            name = "batch"
            [[queue]]
            name = "small"
            nodes = ["n1"]
            [[queue]]
            name = "gpuq"
            properties = ["gpu"]
            [[queue]]
            name = "low"
            preemption = "cancel"
            [[queue]]
            name = "urgent"
            priority = 10
            [[node]]
            name = "n1"
            properties = ["xen"]
            [[node]]
            name = "n2"
            properties = ["xen", "gpu"]
            shares = 2
            memory_mib = 1000
            """;

    private final List<JobEntry> jobs = new ArrayList<>();
    private Placement placement;
    private int number;

    @BeforeEach
    void site() throws Exception {
        placement = new Placement(LrmConfigFile.parse("lrm.toml", SITE));
    }

    private Submission submission(String queue, String property, boolean exclusive, long memory) {
        return new Submission(
                ++number,
                "v",
                0,
                0,
                1,
                List.of("/bin/true"),
                queue,
                property,
                "",
                exclusive,
                60,
                memory,
                List.of(),
                null,
                0);
    }

    private void exclusive(String queue, String property) {
        Submission submission = submission(queue, property, true, 0);
        jobs.add(JobEntry.queued(submission, submission.keys().get(0)));
    }

    private void gang(int nodes, String queue) {
        Submission alone = submission(queue, "", true, 0);
        Submission gang = new Submission(
                alone.number(),
                "v",
                1,
                nodes,
                1,
                alone.command(),
                queue,
                "",
                "",
                true,
                60,
                0,
                List.of(),
                JobRequest.Assembly.GANG,
                0);
        gang.keys().forEach(key -> jobs.add(JobEntry.queued(gang, key)));
    }

    private void shared(long memory) {
        Submission submission = submission("batch", "", false, memory);
        jobs.add(JobEntry.queued(submission, submission.keys().get(0)));
    }

    private void placed(String node) {
        JobEntry last = jobs.remove(jobs.size() - 1);
        jobs.add(last.placed(new LedgerEvent.Placed(last.key(), node, 1, "boot")));
    }

    private List<String> places() {
        return placement.plan(jobs, (entry, node) -> true).places().stream()
                .map(place -> place.job() + " on " + place.node())
                .toList();
    }

    @Test
    void oneExclusiveJobANodeInTheOrderOfSubmission() {
        exclusive("batch", "");
        exclusive("batch", "");
        exclusive("batch", "");
        assertThat(places()).containsExactly("1 on n1", "2 on n2");
    }

    @Test
    void aGangGetsAllOfItsNodesOrNoneAndKeepsThemFromLaterJobs() {
        exclusive("small", "");
        placed("n1");
        gang(2, "batch");
        exclusive("batch", "");
        assertThat(places()).as("n2 is kept for the gang").isEmpty();
        jobs.remove(0);
        assertThat(places()).containsExactly("2.1 on n1", "2.2 on n2");
    }

    @Test
    void aTaskOfAGangThatCouldNotBeginWaitsUntilAllHaveComeBack() {
        gang(2, "batch");
        jobs.set(0, jobs.get(0).placed(new LedgerEvent.Placed(jobs.get(0).key(), "n1", 1, "boot")));
        assertThat(places()).isEmpty();
    }

    @Test
    void jobsGiveWayToAGangOnlyIfThatMakesRoomForAllOfIt() {
        exclusive("batch", "");
        placed("n1");
        exclusive("low", "");
        placed("n2");
        gang(2, "urgent");
        assertThat(victims()).as("the job on n1 does not give way").isEmpty();
        jobs.remove(0);
        assertThat(victims()).as("n1 is free, and one must leave").containsExactly("2");
    }

    @Test
    void jobsShareANodeByPlacesAndMemory() {
        shared(600);
        shared(600);
        shared(100);
        assertThat(places()).as("2 does not fit, and 3 does not overtake it").containsExactly("1 on n2");
        jobs.remove(1);
        assertThat(places()).containsExactly("1 on n2", "3 on n2");
    }

    @Test
    void anExclusiveJobWaitsForAllThatShareAndIsNotStarvedByLaterOnes() {
        shared(100);
        placed("n2");
        exclusive("gpuq", "");
        shared(100);
        assertThat(places()).isEmpty();
    }

    @Test
    void aJobThatWaitsForOneNodeDoesNotHoldUpOthersElsewhere() {
        exclusive("small", "");
        placed("n1");
        exclusive("small", "");
        exclusive("batch", "gpu");
        assertThat(places()).containsExactly("3 on n2");
    }

    private List<String> victims() {
        return placement.plan(jobs, (entry, node) -> true).victims().stream()
                .map(JobKey::toString)
                .toList();
    }

    @Test
    void aQueueWithAHigherPriorityGetsNodesFirst() {
        exclusive("low", "gpu");
        exclusive("urgent", "gpu");
        assertThat(places()).containsExactly("2 on n2");
    }

    @Test
    void aRunningJobGivesWayOnlyIfItsQueueSaysSoAndOnlyForAHigherPriority() {
        exclusive("low", "");
        placed("n1");
        exclusive("gpuq", "");
        placed("n2");
        exclusive("batch", "");
        assertThat(victims()).as("batch has no higher priority").isEmpty();
        exclusive("urgent", "");
        assertThat(victims()).containsExactly("1");
        exclusive("urgent", "");
        assertThat(victims()).as("nobody else may be made to leave").containsExactly("1");
    }

    @Test
    void noMoreGiveWayThanMustAndNoneWhileANodeIsBeingFreed() {
        for (int i = 0; i < 2; i++) {
            Submission submission = submission("low", "", false, 300);
            jobs.add(JobEntry.queued(submission, submission.keys().get(0)));
            placed("n2");
        }
        Submission urgent = submission("urgent", "gpu", false, 500);
        jobs.add(JobEntry.queued(urgent, urgent.keys().get(0)));
        assertThat(victims()).as("the younger one").containsExactly("2");
        JobEntry leaving = jobs.remove(1);
        jobs.add(1, leaving.killAsked(new LedgerEvent.KillAsked(leaving.key(), LedgerEvent.Cause.PREEMPTED)));
        assertThat(victims()).isEmpty();
    }

    @Test
    void aJobThatStandsStillForAnotherLeavesItsPlaceAndGoesOnAfterIt() {
        exclusive("low", "gpu");
        placed("n2");
        JobEntry stopped = jobs.remove(0);
        jobs.add(stopped.halted(new LedgerEvent.Halted(stopped.key(), true)));
        exclusive("urgent", "gpu");
        assertThat(places()).containsExactly("2 on n2");
        placed("n2");
        assertThat(placement.plan(jobs, (entry, node) -> true).resumed()).isEmpty();
        jobs.remove(1);
        assertThat(placement.plan(jobs, (entry, node) -> true).resumed()).containsExactly(stopped.key());
    }

    @Test
    void queueAndPropertyAreKept() {
        exclusive("batch", "gpu");
        exclusive("small", "");
        assertThat(places()).containsExactly("1 on n2", "2 on n1");
    }

    @Test
    void aClosedNodeGetsNothing() {
        exclusive("batch", "");
        assertThat(placement
                        .plan(jobs, (entry, node) -> node.name().equals("n2"))
                        .places())
                .containsExactly(new Placement.Place(new JobKey(1, 0), "n2"));
        assertThat(placement.plan(jobs, (entry, node) -> false).places()).isEmpty();
    }

    @Test
    void whatNoNodeCouldEverTakeIsKnownBeforehand() {
        assertThat(placement.isPossible(submission("batch", "xen", true, 0))).isTrue();
        assertThat(placement.isPossible(submission("batch", "fpga", true, 0))).isFalse();
        assertThat(placement.isPossible(submission("small", "gpu", true, 0))).isFalse();
        assertThat(placement.isPossible(submission("batch", "", false, 1000))).isTrue();
        assertThat(placement.isPossible(submission("batch", "", false, 1001))).isFalse();
        assertThat(placement.isPossible(submission("small", "", false, 1))).isFalse();
    }
}
