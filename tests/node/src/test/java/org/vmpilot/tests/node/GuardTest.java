package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The node comes home when the agent cannot bring it: dead, stopped, frozen, late. The judge is the simulated xl, not our certificates. */
class GuardTest extends OnANode {
    private PilotJob job;

    @BeforeEach
    void pilotJob() {
        job = new PilotJob(node, slot);
    }

    private String notice() {
        return slot.certificate().get("notice").asText();
    }

    private String by() {
        return slot.certificate().get("by").asText();
    }

    private List<String> lines(String file, long pid) {
        return node.read("/proc/" + inner(pid) + "/" + file).lines().toList();
    }

    private String inner(long pid) {
        return Run.start(List.of("awk", "/^NSpid:/ {print $NF}", "/proc/" + pid + "/status"), "")
                .result()
                .out()
                .trim();
    }

    @Test
    void isOutsideOfTheJobBeforeTheFirstGuest() {
        job.start();
        long guard = job.processes("guard").get(0);
        long launcher = job.processes("launcher").get(0);

        assertThat(lines("stat", guard).get(0).split(" ", -1)[5]).as("session").isEqualTo(inner(guard));
        assertThat(lines("status", guard)).as("extra groups").anyMatch(line -> line.matches("Groups:\\s*"));
        assertThat(lines("environ", guard).toString()).doesNotContain("VMPILOT_SLOT");
        String root = Run.start(List.of("/bin/sh", "-c", "cat /sys/fs/cgroup/*/cgroup.procs"), "")
                .result()
                .out();
        assertThat(root.lines()).as("in the root cgroups").contains(Long.toString(guard));
        assertThat(Path.of("/proc/" + launcher)).exists();
    }

    @Test
    void endsWithItsSlot() {
        job.start().end();

        assertThat(job.run().result().exit()).isZero();

        assertThat(job.isHome()).isTrue();
        Patience.await("the guard ends")
                .until(() -> node.processes("vmpilot-guard").isEmpty());
        assertThat(node.list("/run/vmpilot/locks")).noneMatch(name -> name.endsWith(".guard"));
        assertThat(by()).isEqualTo("vmpilot-node");
    }

    @Test
    void endsWhenNothingWasBegun() {
        node.write("/etc/vmpilot/agent", "#!/bin/sh\ncase \"$*\" in *' deliver') exit 1 ;; esac\nexit 3\n");
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");

        Run run = node.startAsJob(VirtualNode.PROGRAMS + "pilot-job", slot.key());

        assertThat(run.result().exit()).isEqualTo(3);
        Patience.await("the guard ends")
                .until(() -> node.processes("vmpilot-guard").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"launcher", "sudo", "agent"})
    void aStoppedPilotLeavesNoGuestRunning(String stopped) {
        job.start();

        job.signal("STOP", stopped);

        job.awaitHome();
        assertThat(notice()).isEqualTo("SUSPENDED");
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).containsExactly("forced");
        if (!stopped.equals("agent")) {
            job.signal("CONT", stopped);
        }
        job.run().result();
        assertThat(slot.certificate().get("looks")).as("vmpilot-node's as well").hasSizeGreaterThan(1);
        assertThat(slot.certificate().get("job").asText()).isEqualTo("4711");
    }

    @Test
    void aStopThatIsTakenBackAtOnceEndsNothing() {
        job.start();

        job.signal("STOP", "launcher");
        job.signal("CONT", "launcher");

        Patience.await("the agent has heard of it")
                .until(() -> node.read(PilotJob.LOG).contains("signal CONT"));
        assertThat(node.domains()).hasSize(1);
        job.end();
        assertThat(job.run().result().exit()).isZero();
    }

    @Test
    void aFrozenJobLeavesNoGuestRunning() {
        job.start();
        String cgroup = "/sys/fs/cgroup/freezer/vmpilot-" + node.init();
        List<Long> all = new ArrayList<>();
        List.of("launcher", "sudo", "vmpilot-node", "agent").forEach(who -> all.addAll(job.processes(who)));
        all.removeAll(job.processes("guard"));
        Run.start(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "mkdir " + cgroup + " && for p in "
                                        + String.join(
                                                " ",
                                                all.stream()
                                                        .map(String::valueOf)
                                                        .toList()) + "; do echo $p >" + cgroup
                                        + "/cgroup.procs; done; sleep 0.1; echo FROZEN >" + cgroup + "/freezer.state"),
                        "")
                .result()
                .mustSucceed();
        try {
            job.awaitHome();
            assertThat(notice()).isEqualTo("SUSPENDED");
            assertThat(by()).isEqualTo("vmpilot-guard");
        } finally {
            Run.start(List.of("/bin/sh", "-c", "echo THAWED >" + cgroup + "/freezer.state"), "")
                    .result();
        }
        job.run().result();
        Patience.await("the cgroup is empty")
                .until(() -> Run.start(List.of("rmdir", cgroup), "").result().exit() == 0);
    }

    @ParameterizedTest
    @CsvSource({"'', WALLTIME", "GO duration_ms=1500, LEASE_ENDED"})
    void anAgentThatDoesNotLeaveIsEndedSoonAfterItsDeadline(String journal, String expected) {
        job.start(
                "trap '' TERM\nread -r up rest </proc/uptime\nnow=${up%.*}000\nsed -i s/^DEADLINE_MS=.*/DEADLINE_MS=$((now"
                        + " + 1500))/ /run/vmpilot/slots/$slot/slot\n"
                        + (journal.isEmpty() ? "" : "echo $now " + journal + " >>/run/vmpilot/slots/$slot/journal\n"));

        job.awaitHome();

        assertThat(notice()).isEqualTo(expected);
        assertThat(by()).isEqualTo("vmpilot-guard");
        job.run().result();
    }

    @Test
    void aDeadlineThatPassesWhenAllButTheGuardAreDeadFindsTheNodeHome() {
        job.start();

        // vmpilot-node first: it reaps as soon as it has seen the agent end.
        job.signal("KILL", "vmpilot-node", "agent", "sudo", "launcher");

        job.awaitHome();
        assertThat(by()).isEqualTo("vmpilot-guard");
        assertThat(notice()).isEqualTo("FAILED");
    }

    @Test
    void anAgentThatStaysWithoutALauncherIsEnded() {
        job.start("trap '' TERM\nwhile :; do sleep 1; done <&- &\n");
        // The agent hears nothing of the end of the job: its lines are read by nobody.
        job.signal("STOP", "vmpilot-node");

        job.signal("KILL", "launcher");

        job.awaitHome();
        job.signal("KILL", "vmpilot-node");
    }

    @Test
    void whatNobodyCouldLookAtIsUnknownAndBarredUntilItIsClean() {
        job.start();
        node.simulated("fault", "add", "hang", "command=list");

        job.signal("KILL", "vmpilot-node", "agent");

        Patience.await("certified").until(slot::isCertified);
        assertThat(slot.verdict()).isEqualTo("unknown");
        assertThat(node.isBarred()).isTrue();
        node.simulated("fault", "clear");
        job.awaitHome();
        Patience.await("not barred").until(() -> !node.isBarred());
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void theFirstNoticeStays() {
        job.start("echo 'CANCELLED by its owner' >/run/vmpilot/slots/$slot/notice\n");

        job.signal("STOP", "agent");

        job.awaitHome();
        assertThat(notice()).isEqualTo("CANCELLED");
        job.run().result();
    }
}
