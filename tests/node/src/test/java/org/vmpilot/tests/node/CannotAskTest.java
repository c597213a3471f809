package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Cannot ask" is never "none": tools that are killed, absent or fail half-way, a process limit, a /run that takes nothing. */
class CannotAskTest extends OnANode {
    private static final String DIES = "#!/bin/sh\nkill -KILL $$\n";
    private static final String FAILS =
            "#!/bin/sh\nhead -n 1 /dev/null; echo 'fork: Cannot allocate memory' >&2; exit 2\n";

    /** Mounts a script over the node's own tool, wherever it is found. */
    private void replace(String tool, String script) {
        node.write("/run/tools/" + tool, script);
        node.sh("chmod 755 /run/tools /run/tools/" + tool + "; mount --bind /run/tools/" + tool
                        + " \"$(readlink -f \"$(command -v " + tool + ")\")\"")
                .mustSucceed();
    }

    /** Clean needs a look: whoever could not look may say anything but that. */
    private void assertNeverCleanOverAMaker(Run.Result reaped, Run maker) {
        assertThat(reaped.exit() == 0 && !maker.isOver())
                .as("clean, and the maker lives: " + reaped.err())
                .isFalse();
    }

    /** In the file's place stands one that nobody can open, root neither: a socket. */
    private void cannotBeOpened(String path) {
        node.sh("[ -e /run/closed ] ||"
                        + " python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"/run/closed\")';"
                        + " mount --bind /run/closed " + path)
                .mustSucceed();
    }

    private void canBeOpened(String path) {
        node.exec("umount", path).mustSucceed();
    }

    private Run maker() {
        Run maker = node.start("env", slot.mark(), "sleep", "7779");
        Patience.await("it runs").until(() -> !node.processes("sleep 7779").isEmpty());
        return maker;
    }

    private void end(Run run, String text) {
        node.processes(text).forEach(pid -> VirtualNode.kill("KILL", pid));
        run.result();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grep", "flock", "find", "sed", "tr", "cat"})
    void aToolThatIsKilledHidesNoMaker(String tool) {
        slot.record(1).guests(1);
        Run maker = maker();
        replace(tool, DIES);

        Run.Result reaped = node.reap(slot.key());

        assertNeverCleanOverAMaker(reaped, maker);
        if (reaped.exit() == 0) {
            assertThat(node.domains()).isEmpty();
            assertThat(slot.isCertified()).isTrue();
        } else {
            assertThat(node.isBarred()).isTrue();
        }
        end(maker, "sleep 7779");
    }

    @ParameterizedTest
    @ValueSource(strings = {DIES, FAILS, "#!/bin/sh\nexit 1\n"})
    void aXenstoreThatCannotBeReadHidesNoBackend(String script) {
        slot.record(1).guests(1);
        node.install("xenstore-ls", script);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat(node.isBarred()).isTrue();
        assertThat(slot.verdict()).isEqualTo("unknown");
    }

    @Test
    void noXenstoreToolAtAllIsNoAnswerEither() {
        slot.record(1).guests(1);
        node.exec("rm", "/usr/local/sbin/xenstore-ls").mustSucceed();

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);
    }

    @Test
    void aXenstoreThatFailsHalfWayIsUnknown() {
        slot.record(1).guests(1);
        node.install("xenstore-ls", """
                #!/bin/sh
                echo '/local/domain/0/backend/vif/77 = ""'
                echo 'xenstore-ls: xs_read: Input/output error' >&2
                exit 1
                """);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);
    }

    /** The tool's exit code is that of one that has looked; what it says is what one says that has no memory. */
    @ParameterizedTest
    @ValueSource(strings = {"find", "grep"})
    void aLookForDeviceModelsThatEndsEarlyHidesNone(String tool) {
        Run model = node.start("bash", "-c", VirtualNode.DEVICE_MODEL);
        Patience.await("it runs")
                .until(() -> !node.processes("-xen-domid 1 -nographic").isEmpty());
        slot.record(1).guests(1);
        String early = tool.equals("find") ? "*/exe*) exit 1" : "*-xen-domid*) exit 2";
        node.sh("cp \"$(readlink -f \"$(command -v " + tool + ")\")\" /run/real-" + tool)
                .mustSucceed();
        replace(tool, "#!/bin/sh\ncase \"$*\" in " + early + " ;; esac\nexec /run/real-" + tool + " \"$@\"\n");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat(slot.verdict()).isEqualTo("unknown");
        assertThat(node.isBarred()).isTrue();
        end(model, "-xen-domid 1 -nographic");
    }

    /** A slot's lock that cannot be opened is not one that nobody holds: its slot may live. */
    @ParameterizedTest
    @ValueSource(strings = {"prolog", "epilog"})
    void aLockThatCannotBeOpenedIsNoSlotThatIsOver(String hook) {
        String lock = "/run/vmpilot/locks/" + slot.key() + ".run";
        PilotJob neighbour = new PilotJob(node, slot).start();
        cannotBeOpened(lock);

        Run.Result result = node.exec("env", "VMPILOT_LRM_JOB=4712", VirtualNode.PROGRAMS + hook);

        assertThat(slot.lives(0)).as(result.err()).isTrue();
        assertThat(result.exit()).isNotZero();
        assertThat(node.isBarred()).isTrue();
        canBeOpened(lock);
        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--over").mustSucceed();
        assertThat(node.isBarred()).isFalse();
        assertThat(slot.lives(0)).isTrue();
        neighbour.end();
        neighbour.run().result();
    }

    /** Nor does it make its guests those of no slot. */
    @Test
    void aRecordThatCannotBeReadIsNoRecordThatIsNotThere() {
        List<String> records = List.of(slot.folder() + "/slot", "/var/lib/vmpilot/open/" + slot.key());
        PilotJob neighbour = new PilotJob(node, slot).start();
        records.forEach(this::cannotBeOpened);

        Run.Result over = node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--over");

        assertThat(slot.lives(0)).as(over.err()).isTrue();
        assertThat(over.exit()).isEqualTo(2);
        assertThat(node.isBarred()).isTrue();
        records.forEach(this::canBeOpened);
        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--over").mustSucceed();
        assertThat(node.isBarred()).isFalse();
        neighbour.end();
        neighbour.run().result();
    }

    /** The slot is of the job that is over; that it cannot be read does not make it a neighbour's. */
    @Test
    void anEpilogWhoseOwnRecordCannotBeReadDoesNotSayThatTheNodeIsClean() {
        List<String> records = List.of(slot.folder() + "/slot", "/var/lib/vmpilot/open/" + slot.key());
        PilotJob job = new PilotJob(node, slot).start();
        records.forEach(this::cannotBeOpened);

        Run.Result epilog = node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog");

        assertThat(epilog.exit() == 0 && slot.lives(0)).as(epilog.err()).isFalse();
        records.forEach(this::canBeOpened);
        node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog")
                .mustSucceed();
        assertThat(job.isHome()).isTrue();
        job.run().result();
    }

    /** Without a descriptor a pattern matches nothing, and nothing can be read. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 10})
    void fewDescriptorsHideNothing(int free) {
        slot.record(1).guests(1);
        Slot neighbour = new Slot(node, "vneighbra1.3").record(1, "4712");
        Run held = neighbour.held();
        neighbour.create(0).result().mustSucceed();
        String filled = "for ((i = 3; i < 30 - " + free + "; i++)); do eval \"exec $i</dev/null\"; done; ulimit -n 30;"
                + " export VMPILOT_LRM_JOB=4711; exec " + VirtualNode.PROGRAMS + "epilog";

        Run.Result bound = node.exec("setpriv", "--bounding-set=-sys_resource", "bash", "-c", filled);

        assertThat(neighbour.lives(0)).as(bound.err()).isTrue();
        assertThat(bound.exit() == 0 && slot.lives(0)).as(bound.err()).isFalse();
        Run.Result raised = node.exec("bash", "-c", filled);
        assertThat(neighbour.lives(0)).as(raised.err()).isTrue();
        assertThat(raised.exit() == 0 && slot.lives(0)).as(raised.err()).isFalse();
        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--over").mustSucceed();
        assertThat(node.domains()).containsExactly(neighbour.uuid(0));
        end(held, "sleep 7777");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run-no-inodes", "run-full"})
    void theWayHomeNeedsNoPlaceInRun(String kind) {
        slot.record(1).guests(1);
        node.hostile(kind);

        Run.Result reaped = node.reap(slot.key());

        assertThat(node.domains())
                .as("exit %d: %s", reaped.exit(), reaped.err())
                .isEmpty();
        assertThat(reaped.exit() == 0 ? slot.isCertified() : node.isBarred()).isTrue();
        node.peaceful(kind);
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.isForgotten()).isTrue();
        assertThat(node.isBarred()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run-no-inodes", "run-full", "var-full", "var-read-only"})
    void whoComesAgainUntilItIsCleanDoesNotGiveUp(String kind) {
        slot.record(1).guests(1);
        node.simulated("fault", "add", "hang", "command=list");
        node.hostile(kind);
        Run reaper = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--until-clean");
        Patience.await("it has asked").until(() -> node.calls("list") > 0);
        Patience.await("barred, or it has not answered yet").until(() -> node.isBarred() || reaper.isOver());

        node.simulated("fault", "clear");
        node.peaceful(kind);

        assertThat(reaper.result().exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run-no-inodes", "run-full"})
    void killAllSaysNothingCleanThatItCannotSee(String kind) {
        slot.record(1).guests(1);
        node.hostile(kind);

        Run.Result answer = node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "kill-all", "admin@host", "run-1");

        List<String> lines = answer.out().lines().toList();
        assertThat(lines).as(answer.err()).isNotEmpty();
        String verdict =
                VirtualNode.json(lines.get(lines.size() - 1)).get("verdict").asText();
        assertThat(verdict.equals("clean") && !node.domains().isEmpty()).isFalse();
        assertThat(node.domains()).as(answer.out() + answer.err()).isEmpty();
    }

    /** fork fails where the kernel allows no more processes. */
    @Test
    void aProcessLimitHidesNothing() {
        slot.record(3).guests(3);
        node.hostile("few-processes");
        Run filler = fill();

        Run.Result reaped = node.reap(slot.key());

        if (reaped.exit() == 0) {
            assertThat(node.domains()).isEmpty();
            assertThat(slot.verdict()).isEqualTo("clean");
        } else {
            assertThat(node.isBarred()).as(reaped.err()).isTrue();
        }
        node.peaceful("few-processes");
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        end(filler, "sleep 7781");
    }

    @Test
    void aHookThatCannotForkLeavesTheNodeBarred() {
        slot.record(1).guests(1);
        node.hostile("few-processes");
        Run filler = fill();

        Run.Result hook = node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog");

        assertThat(hook.exit() != 0 || node.domains().isEmpty()).isTrue();
        assertThat(node.isBarred()).as(hook.err()).isEqualTo(hook.exit() != 0);
        node.peaceful("few-processes");
        assertThat(node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog")
                        .exit())
                .isZero();
        assertThat(node.domains()).isEmpty();
        end(filler, "sleep 7781");
    }

    /** A process inherits its timers' slack, and the kernel lets anybody make it centuries. */
    @Test
    void noDeadlineIsLongerThanItIsForAnInheritedSlackOfTimers() {
        slot.record(1).guests(1);
        node.configure("xl-timeout", "2");
        node.simulated("fault", "add", "hang", "command=list");
        String slack = "import ctypes, os; ctypes.CDLL(None).prctl(29, ctypes.c_ulong(1 << 62), 0, 0, 0);"
                + " os.execv('" + VirtualNode.PROGRAMS + "vmpilot-reap', ['" + VirtualNode.PROGRAMS
                + "vmpilot-reap', '--slot', '" + slot.key() + "'])";

        Run.Result reaped = node.exec("python3", "-c", slack);

        assertThat(reaped.exit()).as(reaped.err()).isEqualTo(2);
        node.simulated("fault", "clear");
        node.reap(slot.key()).mustSucceed();
    }

    private Run fill() {
        Run filler = node.start("/bin/bash", "-c", "for i in 1 2 3 4; do sleep 7781 & done; exec sleep 7781");
        Patience.await("it is full").until(() -> node.processes("sleep 7781").size() >= 3);
        return filler;
    }

    /** Whatever helps a reaper to keep time: its death is no wait without an end. */
    @Test
    void theDeathOfAChildIsNoWaitWithoutAnEnd() {
        slot.record(1).guests(1);
        node.simulated("fault", "add", "hang", "command=list");
        Run reaper = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key());
        Patience.await("it asks").until(() -> node.calls("list") > 0);

        node.processes("vmpilot-reap --slot").stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(ProcessHandle::children)
                .filter(child -> !VirtualNode.commandLine(child.pid()).contains("xl list"))
                .filter(child -> child.children().findAny().isEmpty())
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(reaper.result().exit()).isEqualTo(2);
        node.simulated("fault", "clear");
        assertThat(node.reap(slot.key()).exit()).isZero();
    }
}
