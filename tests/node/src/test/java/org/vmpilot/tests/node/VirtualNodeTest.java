package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Virtual nodes themselves: what they share, what they do not, and that nothing of them stays. */
class VirtualNodeTest extends OnANode {
    private static final String TOOL =
            Path.of(System.getProperty("vmpilot.root"), "scripts/virtual-node").toString();

    private static Run.Result tool(String... words) {
        List<String> command = new java.util.ArrayList<>(List.of(TOOL));
        command.addAll(List.of(words));
        return Run.start(command, "").result();
    }

    @Test
    void isAMachineOfItsOwn() throws IOException {
        node.sh("mkdir /run/mine /etc/mine /var/lib/mine /opt/mine").mustSucceed();

        assertThat(node.startByTool("", "hostname").result().out()).isEqualTo("node01\n");
        assertThat(node.startByTool("", "id", "-u", VirtualNode.ACCOUNT)
                        .result()
                        .out())
                .isEqualTo("1717\n");
        assertThat(Files.readString(Path.of("/etc/passwd"))).doesNotContain("1717");
        for (String place : List.of("/run/mine", "/etc/mine", "/var/lib/mine", "/opt/mine")) {
            assertThat(Path.of(place)).doesNotExist();
        }
        assertThat(Files.readString(Path.of("/proc/mounts")))
                .doesNotContain(node.folder().toString());
    }

    @Test
    void losesRunAndGuestsAtAReboot() {
        String boot = node.read("/proc/sys/kernel/random/boot_id");
        long init = node.init();
        node.write("/run/volatile", "x");
        node.write("/var/lib/vmpilot/kept", "x");
        slot.guests(1);

        node.reboot();

        assertThat(node.init()).isNotEqualTo(init);
        assertThat(node.read("/proc/sys/kernel/random/boot_id")).isNotEqualTo(boot);
        assertThat(node.exists("/run/volatile")).isFalse();
        assertThat(node.read("/var/lib/vmpilot/kept")).isEqualTo("x");
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void letsNothingLiveOnAfterThePowerIsOff() {
        Run program = node.startByTool("", "/bin/bash", "-c", "trap '' TERM; (setsid sleep 1234 &); sleep 1234");
        Patience.await("both run").until(() -> node.processes("sleep 1234").size() == 2);
        List<Long> pids = node.processes("sleep 1234");

        VirtualNode.kill("KILL", node.init());

        assertThat(program.result().exit()).isNotZero();
        Patience.await("all are gone")
                .until(() -> pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc/" + pid + "/exe"))));
        assertThat(tool("exec", node.folder().toString(), "--", "true").err()).contains("the node is down");
        assertThat(tool("down", node.folder().toString()).exit()).isZero();
        assertThat(tool("up", node.folder().toString(), "node01").exit()).isZero();
        assertThat(tool("up", node.folder().toString(), "node01").err()).contains("is up already");
    }

    @Test
    void takesDownAStoppedJobAsWell() {
        Run job = node.startAsJob("sleep", "1234");
        Patience.await("it runs").until(() -> !node.processes("sleep 1234").isEmpty());
        VirtualNode.kill("STOP", job.pid());

        assertThat(tool("down", node.folder().toString()).exit()).isZero();

        job.result();
    }

    @Test
    void showsAnLrmTheJobsProcessesAndItsEnd() {
        Run job = node.startAsJob("/bin/bash", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.02; done");
        Patience.await("it runs").until(() -> !node.processes("echo ready").isEmpty());
        long command = node.processes("echo ready").get(0);

        VirtualNode.kill("STOP", command);
        VirtualNode.kill("STOP", job.pid());
        VirtualNode.kill("CONT", job.pid());
        VirtualNode.kill("CONT", command);
        VirtualNode.kill("TERM", job.pid());
        assertThat(job.isOver()).isFalse();
        Patience.await("the trap is set").until(() -> {
            VirtualNode.kill("TERM", command);
            return job.isOver();
        });

        assertThat(job.result().exit()).isEqualTo(9);
        assertThat(node.startAsJob("sh", "-c", "kill -KILL $$").result().exit()).isEqualTo(137);
    }

    @Test
    void handsDownStreamsAndExitCodes() {
        Run.Result result = node.startByTool("words", "/bin/sh", "-c", "cat; echo err >&2; exit 42")
                .result();

        assertThat(result).isEqualTo(new Run.Result(42, "words", "err\n"));
    }

    @Test
    void collectsOrphans() {
        node.sh("for i in 1 2 3 4 5; do (sh -c 'sleep 0.01 & exit' &); done").mustSucceed();

        Patience.await("no zombies")
                .until(() -> !node.exec("ps", "-eo", "stat").out().contains("Z"));
    }

    @Test
    void takesDownWhatIsHalfMade() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "vmpilot-node-");
        for (int millis = 5; millis < 100; millis += 15) {
            Process up = new ProcessBuilder(TOOL, "up", folder.toString(), "node02").start();
            Thread.sleep(millis);
            up.destroyForcibly().waitFor();
            assertThat(tool("down", folder.toString()).exit()).isZero();
            assertThat(tool("list").out()).doesNotContain(folder.toString());
        }
        assertThat(tool("up", folder.toString(), "node02").exit()).isZero();
        assertThat(tool("list").out()).contains(folder.toString());
        assertThat(tool("remove", folder.toString()).exit()).isZero();
        assertThat(folder).doesNotExist();
    }

    @Test
    void saysWhenTheFolderCannotCarryANode() {
        assertThat(tool("up", "/run/vmpilot-no", "node02").err()).contains("choose one elsewhere");
        assertThat(tool("up", "/var/tmp/vmpilot no", "node02").err()).contains("letters, digits");
        assertThat(tool("up", node.folder().toString(), "Node!").exit()).isEqualTo(1);
        assertThat(tool("down", "/var/tmp/vmpilot-never-made").exit()).isZero();
        assertThat(tool("remove", "/usr/lib").exit()).isEqualTo(1);
        Run.start(List.of("rm", "-rf", "/run/vmpilot-no", "/var/tmp/vmpilot no"), "")
                .result();
    }
}
