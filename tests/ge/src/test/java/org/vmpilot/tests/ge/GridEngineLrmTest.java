package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** What is Grid Engine's own, beyond the contract of every LRM. */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class GridEngineLrmTest {
    private final Cell cell;
    private final Lab lab;
    private Lrm lrm;

    GridEngineLrmTest(Cell cell) {
        this.cell = cell;
        this.lab = cell.lab();
    }

    @BeforeEach
    void open() {
        lrm = cell.open("own", Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws LrmException {
        for (Job job : lrm.snapshot().jobs()) {
            if (job.state() != Job.State.ENDED) {
                lrm.cancel(job.id());
            }
        }
        lrm.close();
        assertThat(cell.workers()).isEmpty();
    }

    @Test
    void pilotsOfOneArrayHoldANodeEach() throws Exception {
        List<JobId> ids = lrm.submit(Pilots.sleeping("vpilots", 3));
        Patience.await("all run")
                .untilAsserted(() -> assertThat(lrm.snapshot().jobs())
                        .filteredOn(job -> ids.contains(job.id()))
                        .extracting(Job::state, job -> job.node().orElse(""))
                        .containsExactlyInAnyOrder(
                                tuple(Job.State.RUNNING, "node01"),
                                tuple(Job.State.RUNNING, "node02"),
                                tuple(Job.State.RUNNING, "node03")));
    }

    /** The library takes an array's number for all of it: so a lease of a thousand slots is ended by one request. */
    @Test
    void anArrayIsEndedByItsNumber() throws Exception {
        List<JobId> ids = lrm.submit(Pilots.sleeping("vnumber", 5));
        Patience.await("three run").until(() -> running(ids) == 3);
        lrm.cancel(new JobId(ids.get(0).text().split("\\.", 2)[0]));
        Patience.await("none lives")
                .untilAsserted(() -> assertThat(lrm.snapshot().jobs())
                        .filteredOn(job -> ids.contains(job.id()) && job.state() != Job.State.ENDED)
                        .isEmpty());
    }

    /** Grid Engine's own verification would refuse it: it takes an exclusive host that is in use for one that never serves. */
    @Test
    void onABusyCellWhatOnlyHasToWaitIsTaken() throws Exception {
        List<JobId> ids = lrm.submit(Pilots.sleeping("vbusy", 3));
        Patience.await("all run").until(() -> running(ids) == 3);
        try (Lrm fresh = cell.open("fresh", Duration.ofSeconds(30))) {
            JobId waits = fresh.submit(Pilots.sleeping("vwaits", 1)).get(0);
            assertThat(fresh.search("vwaits"))
                    .extracting(Job::id, Job::state)
                    .containsExactly(tuple(waits, Job.State.QUEUED));
        }
    }

    @Test
    void whatCanNeverRunIsRefusedInGridEnginesWords() {
        refused("batch.q", "xen", "no suitable queues");
        refused("vmpilot.q", "gpu", "unknown resource \"gpu\"");
        refused("nosuch.q", "xen", "unknown queue \"nosuch.q\"");
    }

    private void refused(String queue, String property, String words) {
        assertThatThrownBy(() -> lrm.submit(Pilots.request("vnever", 1, queue, property, "/bin/true")))
                .hasMessageContaining(words)
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.DENIED);
    }

    @Test
    void aNodeThatBarsItselfIsShownAsDrainedAndGetsNoJobsUntilItIsClean() throws Exception {
        lab.run(
                "exec",
                "node02",
                "sh",
                "-c",
                "mkdir -p /var/lib/vmpilot/marks; touch /var/lib/vmpilot/marks/admin.barred");
        try {
            Patience.await("drained")
                    .untilAsserted(() -> assertThat(node("node02").reason())
                            .contains("vmpilot: the node has barred itself (vmpilot_dirty)"));
            List<JobId> ids = lrm.submit(Pilots.sleeping("vbarred", 3));
            Patience.await("two run").until(() -> running(ids) == 2);
            lab.run("exec", "node02", "rm", "/var/lib/vmpilot/marks/admin.barred");
            Patience.await("all run").until(() -> running(ids) == 3);
        } finally {
            lab.run("exec", "node02", "rm", "-f", "/var/lib/vmpilot/marks/admin.barred");
        }
        Patience.await("open").until(() -> !node("node02").drained());
    }

    private long running(List<JobId> ids) throws LrmException {
        return lrm.snapshot().jobs().stream()
                .filter(job -> ids.contains(job.id()) && job.state() == Job.State.RUNNING)
                .count();
    }

    private NodeState node(String name) throws LrmException {
        return lrm.nodes().stream()
                .filter(node -> node.node().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatTheRecipeMadeGrantsAPilotAMinuteAndNeedsNoRemark() throws Exception {
        LrmLimits limits = lrm.limits(Optional.of("vmpilot.q"));
        assertThat(limits.notice()).contains(Duration.ofMinutes(1));
        assertThat(limits.reaction()).contains(Duration.ofSeconds(1));
        assertThat(limits.epilog()).contains(false);
        assertThat(limits.remarks()).isEmpty();
        lab.run("admin", "qconf", "-mattr", "queue", "rerun", "TRUE", "vmpilot.q");
        try {
            assertThat(lrm.limits(Optional.of("vmpilot.q")).remarks())
                    .singleElement()
                    .asString()
                    .contains("rerun TRUE");
        } finally {
            lab.run("admin", "qconf", "-mattr", "queue", "rerun", "FALSE", "vmpilot.q");
        }
        assertThat(lrm.limits(Optional.of("batch.q")).notice()).contains(Duration.ofSeconds(5));
        assertThatThrownBy(() -> lrm.limits(Optional.of("nosuch.q")))
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.DENIED);
    }

    @Test
    @Tag("long")
    void aNodeWithoutPowerIsNotUpAndItsJobIsNotGone() throws Exception {
        JobId job = lrm.submit(Pilots.sleeping("vpower", 1)).get(0);
        Patience.await("runs").until(() -> running(List.of(job)) == 1);
        String host = lrm.snapshot().jobs().stream()
                .filter(one -> one.id().equals(job))
                .findFirst()
                .flatMap(Job::node)
                .orElseThrow();
        lab.run("power-off", host);
        try {
            Patience.await("seen").until(() -> !node(host).up());
            assertThat(running(List.of(job))).as("Grid Engine knows no better").isEqualTo(1);
        } finally {
            lab.run("boot", host);
        }
        Patience.await("up again").until(() -> node(host).up());
        Patience.await("over").until(() -> running(List.of(job)) == 0);
    }

    @Test
    void aJobInErrorStateSaysWhy() throws Exception {
        lab.asAccount(
                "qsub",
                "-b",
                "y",
                "-N",
                "verror",
                "-q",
                "batch.q",
                "-wd",
                "/no/folder",
                "-o",
                "/dev/null",
                "-j",
                "y",
                "/bin/true");
        Patience.await("in error")
                .untilAsserted(() -> assertThat(lrm.search("verror"))
                        .anySatisfy(job -> assertThat(job.reason().orElse(""))
                                .contains("(Eqw)")
                                .contains("/no/folder")));
    }
}
