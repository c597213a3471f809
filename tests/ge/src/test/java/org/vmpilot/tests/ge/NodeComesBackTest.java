package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/**
 * Whatever a Grid Engine site does to a pilot job: prolog, epilog and boot script are installed as a site would, and each case names its one verdict
 * beforehand.
 */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
class NodeComesBackTest {
    private final Site site;
    private final Lab lab;

    NodeComesBackTest(Site site) {
        this.site = site;
        lab = site.lab;
    }

    @AfterEach
    void nothingIsLeft() {
        lab.attempt("admin", "qmod", "-e", "*");
        for (String node : Lab.NODES) {
            lab.attempt("exec", node, "simulated-xl", "fault", "clear");
        }
        site.endAll();
        lab.attempt("admin", "qdel", "-u", "alice");
        site.everythingIsGivenBack();
    }

    // ---- Grid Engine ends the job ----

    @Test
    @Tag("long")
    void aQdelWithNotifyIsACancelAndTheGuestIsAsked() {
        Stay stay = Stay.begins(site, "qdel");
        lab.run("admin", "qdel", stay.job());
        stay.comesBack("CANCELLED", "polite");
    }

    @Test
    @Tag("long")
    void aQdelWithoutNotifyKillsAtOnceAndTheGuestIsForced() {
        lab.run("admin", "qconf", "-mattr", "queue", "notify", "00:00:00", "vmpilot.q");
        try {
            Stay stay = Stay.begins(site, "bare-qdel");
            lab.run("admin", "qdel", stay.job());
            stay.comesBack("TERMINATED", "forced");
        } finally {
            lab.run("admin", "qconf", "-mattr", "queue", "notify", "00:01:00", "vmpilot.q");
        }
    }

    /** Grid Engine says the same (USR2) for qdel; that its limit is shorter than what was asked for nobody could know. */
    @Test
    @Tag("long")
    void anHrtThatIsShorterThanTheLeaseIsACancel() {
        Stay stay = Stay.beginsAltered(site, "h-rt", "exclusive=true,h_rt=8", "vmpilot.q");
        stay.comesBack("CANCELLED", "polite");
    }

    /** Grid Engine says the same (USR1) for a suspension. */
    @Test
    @Tag("long")
    void anSrtIsTakenForASuspension() {
        Stay stay = Stay.beginsAltered(site, "s-rt", "exclusive=true,h_rt=770,s_rt=8", "vmpilot.q");
        stay.comesBack("SUSPENDED", "polite");
    }

    // ---- Grid Engine stops it or moves it ----

    @Test
    @Tag("long")
    void aSubordinateQueueThatIsSuspendedGivesTheNodeToTheOtherQueuesJob() throws IOException {
        String queue = lab.run("admin", "qconf", "-sq", "batch.q")
                .replaceFirst("(?m)^qname .*$", "qname urgent.q")
                .replaceFirst("(?m)^subordinate_list .*$", "subordinate_list vmpilot.q=1");
        Path file = Files.writeString(lab.scratch().resolve("urgent.q"), queue);
        lab.run("admin", "qconf", "-Aq", file.toString());
        try {
            Stay stay = Stay.beginsAltered(site, "subordinate", "h_rt=770", "vmpilot.q");
            stay.next().awaitEndedUndisturbedOn(stay.node());
            OrdinaryJob urgent = OrdinaryJob.submit(lab, "urgent.q@" + stay.node());
            stay.ended("SUSPENDED", "CLEAN", "polite");
            urgent.awaitEndedUndisturbedOn(stay.node());
        } finally {
            lab.run("admin", "qconf", "-dq", "urgent.q");
        }
    }

    @Test
    @Tag("long")
    void aSuspendedJobDoesNotComeBack() {
        Stay stay = Stay.begins(site, "suspended");
        lab.run("admin", "qmod", "-sj", stay.job());
        stay.comesBack("SUSPENDED", "polite");
    }

    @Test
    @Tag("long")
    void aPilotJobIsNotRescheduledAndOneThatIsForcedToStartsNothingElsewhere() {
        Stay stay = Stay.begins(site, "moved");
        assertThat(lab.attempt("admin", "qmod", "-rj", stay.job()).output()).contains("not restartable");
        assertThat(Site.isUp(site.awaitUp(stay.lease()))).isTrue();
        // Grid Engine gives the node away at once, while the pilot leaves.
        lab.run("admin", "qmod", "-f", "-rj", stay.job());
        stay.ended("CANCELLED", "CLEAN", "polite");
        stay.next().awaitEndedUndisturbedOn(stay.node());
        site.everythingIsGivenBack();
        assertThat(site.creates(stay.lease())).isEqualTo(1);
    }

    // ---- Grid Engine itself fails ----

    @Test
    @Tag("long")
    void anExecutionDaemonThatIsKilledAndStartedChangesNothing() {
        Stay stay = Stay.begins(site, "execd");
        lab.run("kill", stay.node());
        lab.run("start", stay.node());
        assertThat(Site.isUp(site.awaitUp(stay.lease()))).isTrue();
        lab.run("admin", "qdel", stay.job());
        stay.comesBack("CANCELLED", "polite");
    }

    /** The execution daemons are restarted as docs/grid-engine.md says: else they hold back for ten minutes which jobs have ended. */
    @Test
    @Tag("long")
    void aLeaseEndsOnTimeWhileTheQmasterIsDown() {
        Stay stay = Stay.begun(site, site.create("no-qmaster", 8, 1, ""));
        Qmaster qmaster = new Qmaster(lab);
        qmaster.kill();
        try {
            site.everythingIsGivenBack();
        } finally {
            qmaster.start();
        }
        stay.comesBack("LEASE_ENDED", "polite");
    }

    // ---- the node itself ----

    @Test
    @Tag("long")
    void aNodeThatLosesItsPowerIsCertifiedByNameAtItsBoot() {
        Stay stay = Stay.begins(site, "power");
        lab.run("power-off", stay.node());
        lab.run("boot", stay.node());
        stay.comesBack("SHUTDOWN", "already_gone");
        assertThat(stay.by()).isEqualTo("boot");
    }

    @Test
    @Tag("long")
    void aNodeThatIsShutDownEndsItsGuestsFirst() {
        Stay stay = Stay.begins(site, "shutdown");
        lab.run("shutdown", stay.node());
        lab.run("boot", stay.node());
        stay.comesBack("SHUTDOWN", "polite");
    }

    // ---- nothing of ours is left alive ----

    @Test
    void whenEverythingOfTheSlotIsKilledTheEpilogIsTheBarrier() {
        Stay stay = Stay.begins(site, "killed");
        stay.killEverything();
        stay.comesBack("FAILED", "forced");
        assertThat(stay.by()).isEqualTo("epilog");
    }

    @Test
    @Tag("long")
    void withoutEpilogTheNextJobsPrologBringsTheNodeHome() {
        String epilog = "root@/opt/vmpilot/node/epilog grid-engine";
        lab.run("admin", "qconf", "-mattr", "queue", "epilog", "NONE", "vmpilot.q");
        try {
            Stay stay = Stay.begins(site, "no-epilog");
            stay.killEverything();
            stay.comesBack("FAILED", "forced");
            assertThat(stay.by()).isEqualTo("prolog");
        } finally {
            lab.run("admin", "qconf", "-mattr", "queue", "epilog", epilog, "vmpilot.q");
        }
    }

    // ---- a node that is not clean ----

    /** Its load sensor is stopped: the moment between the mark and the next load report, in which Grid Engine still sends jobs there. */
    @ParameterizedTest
    @ValueSource(strings = {"pretend command=destroy"})
    void anOrdinaryJobThatMeetsADirtyNodeRunsElsewhereUnheld(String fault) {
        refusedThenElsewhere(fault, "dirty");
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"hang command=list"})
    void anOrdinaryJobThatMeetsANodeWhoseXlHangsRunsElsewhereUnheld(String fault) {
        refusedThenElsewhere(fault, "unknown");
    }

    private void refusedThenElsewhere(String fault, String verdict) {
        Stay stay = Stay.begins(site, "refused");
        String node = stay.node();
        lab.run(
                "exec",
                node,
                "sh",
                "-c",
                "printf 'epilog-bound = 4\\nend-timeout = 2\\nxl-timeout = 3\\n' >>/etc/vmpilot/node.conf");
        lab.run("exec", node, "pkill", "-STOP", "-f", "/vmpilot-load-sensor$");
        lab.run("exec", node, "sh", "-c", "simulated-xl fault add " + fault);
        try {
            stay.killEverything();
            Patience.await("refused on " + node)
                    .until(() -> rescheduled(stay.next().id).contains(node));
            assertThat(stay.next().said()).isEmpty();
            assertThat(stay.next().state()).doesNotContain("E").doesNotContain("h");
            assertThat(barred(node)).contains("by=vmpilot-reap");
            Patience.await("its certificate says " + verdict)
                    .until(() -> stay.certificate().path("verdict").asText().equals(verdict));
            lab.run("as", "alice", "master", "qalter", "-q", "batch.q", stay.next().id);
            Patience.await("it runs elsewhere").until(() -> !stay.next().said().isEmpty());
            assertThat(stay.next().said().get(0)).doesNotContain(node);
        } finally {
            lab.run("exec", node, "pkill", "-CONT", "-f", "/vmpilot-load-sensor$");
            lab.run("exec", node, "simulated-xl", "fault", "clear");
        }
        OrdinaryJob later = OrdinaryJob.submit(lab, "batch.q@" + node);
        later.awaitEndedUndisturbedOn(node);
        site.everythingIsGivenBack();
        stay.ended("FAILED", "CLEAN", "forced");
        lab.run("exec", node, "sed", "-i", "/^epilog-bound\\|^end-timeout\\|^xl-timeout/d", "/etc/vmpilot/node.conf");
    }

    private String barred(String node) {
        return lab.run("exec", node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred");
    }

    /** Hosts that Grid Engine took the job back from, as its accounting says. */
    private List<String> rescheduled(String job) {
        return lab.attempt("admin", "qacct", "-j", job)
                .output()
                .lines()
                .filter(line -> line.startsWith("hostname"))
                .map(line -> line.split("\\s+", -1)[1])
                .toList();
    }

    // ---- what a user chooses for his job ----

    /** Root's prolog and epilog have the environment of the user's job; an older bash as their shell would believe the functions in it. */
    @Test
    void functionsInAJobsEnvironmentAreNotRunByRootsPrologAndEpilog() throws IOException {
        Path run = lab.scratch().resolve("run-by");
        String functions = Stream.of("[", "read", "exec", "printf", "type", "set", "case", "builtin")
                .map(name -> "BASH_FUNC_" + name + "%%=() { echo $UID >>" + run + "; return 1; }")
                .collect(Collectors.joining(","));
        OrdinaryJob job = OrdinaryJob.submitLong(lab, "batch.q@node01", "-v", functions);
        job.awaitBegun();
        assertThat(lab.asAccount("qstat", "-j", job.id)).contains("BASH_FUNC_exec%%");
        job.mayEnd();
        job.awaitEndedUndisturbedOn("node01");
        Patience.await("its epilog is over").until(() -> job.state().isEmpty());
        assertThat(Files.exists(run) ? Files.readAllLines(run) : List.<String>of())
                .doesNotContain("0");
        OrdinaryJob.submit(lab, "batch.q@node01").awaitEndedUndisturbedOn("node01");
    }

    // ---- a shared node ----

    @Test
    @Tag("long")
    void ordinaryJobsOnASharedNodeDoNotNoticeUs() {
        OrdinaryJob before = OrdinaryJob.submitLong(lab, "batch.q@node01");
        before.awaitBegun();
        Stay stay = Stay.beginsAltered(site, "shared", "h_rt=770", "vmpilot.q@node01");
        // The variables of another LRM, and another job's id: a user's environment is the prolog's.
        OrdinaryJob beside = OrdinaryJob.submit(
                lab, "batch.q@node01", List.of("-v", "VMPILOT_LRM_JOB=" + stay.job() + ",SLURM_JOB_ID=" + stay.job()));
        beside.awaitEndedUndisturbedOn("node01");
        Patience.await("its epilog is over").until(() -> beside.state().isEmpty());
        JsonNode still = site.awaitUp(stay.lease());
        assertThat(Site.isUp(still)).isTrue();
        lab.run("admin", "qdel", stay.job());
        stay.ended("CANCELLED", "CLEAN", "polite");
        assertThat(before.said()).hasSize(1);
        before.mayEnd();
        before.awaitEndedUndisturbedOn("node01");
        assertThat(site.creates(stay.lease())).isEqualTo(1);
    }
}
