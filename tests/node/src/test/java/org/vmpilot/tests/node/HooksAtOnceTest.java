package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two jobs end on a shared node at once; hooks that follow each other under one PID; a hook at its bound. */
class HooksAtOnceTest extends OnANode {
    private static final String EPILOG = VirtualNode.PROGRAMS + "epilog";

    /** A line of sh that says what an epilog's exit is, and how many of the slot's guests are there in that moment: "0 0". */
    private static String judged(String hook, Slot own) {
        return hook + "; echo $? $(simulated-xl show --json | grep -o '\"uuid\": *\""
                + own.uuid(0).substring(0, 28) + "' | wc -l)";
    }

    @Test
    void whoAsksIsNotTakenForTheSlotThatHeAsksFor() {
        for (int round = 1; round <= 3; round++) {
            slot.record(2).guests(2);
            // vmpilot-node was killed: its lock file is there, and nobody holds it.
            node.sh("mkdir -p -m 700 /run/vmpilot/locks; : >/run/vmpilot/locks/" + slot.key() + ".run")
                    .mustSucceed();
            List<Run> hooks = new ArrayList<>();
            for (int hook = 0; hook < 3; hook++) {
                hooks.add(node.start("/bin/sh", "-c", judged("VMPILOT_LRM_JOB=77" + hook + " " + EPILOG, slot)));
            }
            for (Run hook : hooks) {
                Run.Result result = hook.result();
                assertThat(result.out().strip())
                        .as("round %d, %s", round, result.err())
                        .isIn("0 0", "1 0", "1 1", "1 2");
            }
            assertThat(node.domains()).isEmpty();
            node.reap(slot.key()).mustSucceed();
        }
    }

    @Test
    void aHookBelievesNoAnswerOfAnEarlierOneUnderItsPid() {
        node.configure("lock-wait", "30");
        node.configure("epilog-bound", "1");
        node.configure("xl-timeout", "20");
        Slot first = new Slot(node, "vfirstsla1.7").record(1, "77").guests(1);
        node.simulated("fault", "add", "slow", "command=destroy", "seconds=3");
        Run.Result bounded = node.sh("echo $$ >/run/pid; export VMPILOT_LRM_JOB=77; exec " + EPILOG);
        assertThat(bounded.exit()).as("beyond its bound").isEqualTo(1);
        Patience.await("the reaper has come back").until(() -> first.isForgotten() && !node.isBarred());
        assertThat(node.list("/run/vmpilot")).as("nothing of it is left").noneMatch(name -> name.startsWith("epilog."));

        slot.record(1, "78").guests(1);
        node.simulated("fault", "clear");
        node.simulated("fault", "add", "slow", "command=destroy", "seconds=4");
        node.configure("epilog-bound", "60");
        String again = "p=$(cat /run/pid); echo $((p - 1)) >/proc/sys/kernel/ns_last_pid; ";
        Run.Result second = node.sh(
                again + judged("sh -c 'echo $$ >/run/pid2; export VMPILOT_LRM_JOB=78; exec " + EPILOG + "'", slot));

        assertThat(node.read("/run/pid2")).as("the bed: one PID twice").isEqualTo(node.read("/run/pid"));
        assertThat(second.out().strip()).as(second.err()).isEqualTo("0 0");
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void anAnswerThatLiesThereFromBeforeIsNoAnswer() {
        slot.record(1).guests(1);
        node.configure("xl-timeout", "20");
        node.simulated("fault", "add", "slow", "command=destroy", "seconds=4");

        Run.Result planted = node.sh(judged(
                "sh -c 'for hook in epilog prolog; do echo 0 >/run/vmpilot/$hook.$$; done;"
                        + " export VMPILOT_LRM_JOB=4711; exec " + EPILOG + "'",
                slot));

        assertThat(planted.out().strip()).as(planted.err()).isEqualTo("0 0");
    }

    /** By the OOM killer, say. Grid Engine's load sensor shows the mark alone: a hook that fails without one keeps nobody away. */
    @ParameterizedTest
    @CsvSource({"VMPILOT_LRM_JOB=4711, ''", "JOB_ID=4711, grid-engine"})
    void aReaperThatIsKilledUnderAHookBarsTheNode(String environment, String word) {
        slot.record(1).guests(1);
        node.simulated("fault", "add", "hang", "command=destroy");
        Run sensor =
                node.start("/bin/sh", "-c", "exec 9>>/run/vmpilot/locks/load-sensor && flock 9 && exec sleep 7783");
        Run hook = node.start("/bin/sh", "-p", "-c", "export " + environment + "; exec " + EPILOG + " " + word);
        Patience.await("it destroys").until(() -> node.calls("destroy") > 0);

        node.processes("vmpilot-reap").forEach(pid -> VirtualNode.kill("KILL", pid));

        Run.Result result = hook.result();
        assertThat(node.isBarred())
                .as("exit %d: %s", result.exit(), result.err())
                .isTrue();
        node.simulated("fault", "clear");
        Patience.await("it comes again").until(() -> node.domains().isEmpty() && !node.isBarred());
        node.processes("sleep 7783").forEach(pid -> VirtualNode.kill("KILL", pid));
        sensor.result();
    }

    /** Nor for the LRM itself: what drains goes on when the hook has gone. */
    @Test
    void atItsBoundAHookDoesNotWaitForADrain() {
        node.configure("epilog-bound", "1");
        slot.record(1).guests(1);
        node.simulated("fault", "add", "hang", "command=list");
        node.install("pbsnodes", """
                #!/bin/sh
                echo "$*" >>/run/asked
                while [ ! -e /run/answer ]; do sleep 0.1; done
                echo "$*" >>/run/answered
                echo '     state = free'
                """);

        Run.Result epilogue = node.exec(EPILOG, "4711");

        assertThat(epilogue.exit()).as(epilogue.err()).isEqualTo(1);
        assertThat(node.exists("/run/answered")).isFalse();
        node.write("/run/answer", "");
        Patience.await("it is drained")
                .until(() -> node.exists("/run/answered")
                        && node.read("/run/answered").contains("-o -C vmpilot: the node is not clean"));
    }

    /** PBS ends an epilogue at 30 s: at its bound it bars and goes, whatever lock somebody holds. */
    @Test
    void atItsBoundAHookWaitsForNobody() {
        node.configure("epilog-bound", "1");
        node.configure("lock-wait", "100000");
        slot.record(1).guests(1);
        node.simulated("fault", "add", "hang", "command=list");
        Run holder = node.start(
                "/bin/sh",
                "-c",
                "mkdir -p /run/vmpilot/locks; exec 9>>/run/vmpilot/marks.lock && flock 9 && exec sleep 7780");
        Patience.await("it is held").until(() -> !node.processes("sleep 7780").isEmpty());

        Run.Result epilog = node.exec("env", "VMPILOT_LRM_JOB=4711", EPILOG);

        assertThat(epilog.exit()).isEqualTo(1);
        assertThat(node.isBarred()).isTrue();
        node.processes("sleep 7780").forEach(pid -> VirtualNode.kill("KILL", pid));
        holder.result();
    }
}
