package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reapers beside makers, beside each other, killed, locked out. */
class ReaperRacesTest extends OnANode {
    @Test
    void endsACreateThatIsUnderWayAndNothingComesUpBehind() {
        node.simulated("set", "latency.create=30");
        slot.record(2);
        Run first = slot.create(0);
        Run second = slot.create(1);
        Patience.await("both creates run")
                .until(() -> node.processes("xl create").stream().count() >= 4);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.processes("xl create")).isEmpty();
        assertThat(node.processes("vmpilot-create")).isEmpty();
        assertThat(node.domains()).isEmpty();
        assertThat(first.result().exit()).isNotZero();
        assertThat(second.result().exit()).isNotZero();
    }

    @Test
    void endsACreateThatWasStoppedHalfWay() {
        node.simulated("fault", "add", "create-dies", "signal=STOP", "stage=memory");
        slot.record(1);
        Run create = slot.create(0);
        Patience.await("half a guest").until(() -> node.domains().size() == 1);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(create.result().exit()).isNotZero();
    }

    @Test
    void endsDaemonsThatWouldRestartAGuest() {
        slot.record(1);
        slot.create(0).result().mustSucceed();
        assertThat(node.processes("xl create")).isNotEmpty();

        assertThat(node.reap(slot.key()).exit()).isZero();

        Patience.await("the daemon is gone")
                .until(() -> node.processes("xl create").isEmpty());
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void endsMakersThatIgnoreEverySignalAndThatFork() {
        slot.record(0);
        Run maker = node.start(
                "env",
                slot.mark(),
                "/bin/bash",
                "-c",
                "trap '' TERM HUP INT; while :; do (sleep 0.05; sleep 0.05) & sleep 0.02; done");
        Patience.await("it forks").until(() -> node.processes("sleep 0.0").size() > 1);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.processes("sleep 0.0")).isEmpty();
        assertThat(maker.result().exit()).isNotZero();
    }

    @Test
    void leavesTheMakersOfOthersAndOfAccountsAlone() {
        slot.record(0);
        Run neighbour = node.start("env", new Slot(node, "vabcdefga1.22").mark(), "sleep", "1000");
        Run account = node.startAsJob("env", slot.mark(), "sleep", "1001");
        Patience.await("they run").until(() -> node.processes("sleep 100").size() == 2);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.processes("sleep 100")).hasSize(2);
        node.processes("sleep 100").forEach(pid -> VirtualNode.kill("KILL", pid));
        neighbour.result();
        account.result();
    }

    @Test
    void letsTwoReapersAtOnceCertifyOnce() {
        node.simulated("set", "latency.destroy=0.3");
        slot.record(4).guests(4);
        Run one = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--by", "one");
        Run two = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--by", "two");

        assertThat(List.of(one.result().exit(), two.result().exit())).containsExactly(0, 0);

        assertThat(node.domains()).isEmpty();
        assertThat(slot.certificate().get("looks")).hasSize(2);
        assertThat(slot.ends()).containsExactly("forced", "forced", "forced", "forced");
        assertThat(node.list("/run/vmpilot/locks")).isEmpty();
    }

    @Test
    void isNotAloneEither() {
        slot.record(2).guests(2);
        List<Run> reapers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            reapers.add(node.start(VirtualNode.PROGRAMS + "vmpilot-reap", i % 2 == 0 ? "--all" : "--job", "4711"));
        }
        for (Run reaper : reapers) {
            reaper.result();
        }

        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(slot.isForgotten()).isTrue();
        assertThat(node.isBarred()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 25, 40, 60, 80, 110, 150, 250, 400})
    void carriesOnWhereAKilledReaperStopped(int afterMillis) {
        node.simulated("set", "latency.destroy=0.1");
        slot.record(3).guests(3);
        node.configure("dom0-memory", "1024");
        String kill = "%svmpilot-reap --slot %s & r=$!; sleep %d.%03d; kill -KILL $r; wait $r"
                .formatted(VirtualNode.PROGRAMS, slot.key(), afterMillis / 1000, afterMillis % 1000);

        node.sh(kill);
        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).containsExactly("forced", "forced", "forced");
        assertThat(slot.isForgotten()).isTrue();
        assertThat(node.sh("find /var/lib/vmpilot -name '.*' -type f").out()).isEmpty();
        assertThat(node.list("/run/vmpilot").stream().filter(name -> name.startsWith("work.")))
                .isEmpty();
    }

    @Test
    void doesNotWaitForADeadLockHolder() {
        slot.record(1).guests(1);
        Run holder = holdLock("vabcdefga1.2");
        node.processes("sleep 999").forEach(pid -> VirtualNode.kill("KILL", pid));
        holder.result();

        assertThat(node.reap(slot.key()).exit()).isZero();
    }

    @Test
    void saysUnknownWhenAnotherReaperNeverEnds() {
        slot.record(1).guests(1);
        Run holder = holdLock("vabcdefga1.2");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);
        assertThat(node.isBarred()).isTrue();

        node.processes("sleep 999").forEach(pid -> VirtualNode.kill("KILL", pid));
        holder.result();
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void saysUnknownWhileSomebodyHoldsTheCreateLock() {
        slot.record(1).guests(1);
        Run holder = holdLock("vabcdefga1.2.create");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);
        assertThat(slot.verdict()).isEqualTo("unknown");

        node.processes("sleep 999").forEach(pid -> VirtualNode.kill("KILL", pid));
        holder.result();
        assertThat(node.reap(slot.key()).exit()).isZero();
    }

    @Test
    void isNotHeldUpByANeighboursHangingCreate() {
        Slot neighbour = new Slot(node, "vabcdefga1.3").record(1);
        node.simulated("fault", "add", "hang", "command=create");
        Run create = neighbour.create(0);
        Patience.await("the create hangs")
                .until(() -> !node.processes("xl create").isEmpty());
        slot.record(1);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(create.isOver()).isFalse();
        assertThat(node.reap(neighbour.key()).exit()).isZero();
        create.result();
    }

    @Test
    void isNotStoppedByTheSignalsOfAnLrm() {
        node.simulated("set", "latency.destroy=1");
        slot.record(1).guests(1);
        Run reaper = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key());
        Patience.await("it destroys").until(() -> !node.processes("xl destroy").isEmpty());

        for (String signal : List.of("TERM", "HUP", "INT", "USR1", "USR2")) {
            node.processes("vmpilot-reap").forEach(pid -> VirtualNode.kill(signal, pid));
        }

        assertThat(reaper.result().exit()).isZero();
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void isNotStoppedByAReaderThatWentAway() {
        node.simulated("fault", "add", "fail", "command=destroy", "count=1");
        slot.record(1).guests(1);

        node.sh(VirtualNode.PROGRAMS + "vmpilot-reap --all 2>&1 | true");

        Patience.await("clean").until(() -> node.domains().isEmpty() && slot.isForgotten());
    }

    @Test
    void comesAgainUntilItIsClean() {
        node.simulated("fault", "add", "fail", "command=destroy");
        slot.record(1).guests(1);
        Run reaper = node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--slot", slot.key(), "--until-clean");
        Patience.await("barred").until(() -> node.isBarred());

        node.simulated("fault", "clear");

        assertThat(reaper.result().exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void refusesCreatesOnAClosingAFrozenAndABarredNode() {
        slot.record(1);
        for (String mark : List.of(
                slot.folder() + "/closing",
                "/var/lib/vmpilot/marks/kill-all.frozen",
                "/var/lib/vmpilot/marks/vbbbbbbba1.1.barred",
                "/run/vmpilot/marks/whatever")) {
            node.write(mark, "");
            assertThat(slot.create(0).result().exit()).as(mark).isEqualTo(75);
            node.sh("rm " + mark).mustSucceed();
        }
        assertThat(node.domains()).isEmpty();
        assertThat(slot.create(0).result().exit()).isZero();
        assertThat(node.domains()).containsExactly(slot.uuid(0));
    }

    @Test
    void leavesTheLocksToNoDaemon() {
        slot.record(1);
        slot.create(0).result().mustSucceed();
        assertThat(node.processes("xl create")).isNotEmpty();

        assertThat(node.sh("flock -n -x /run/vmpilot/node.lock true").exit()).isZero();
        assertThat(node.sh("flock -n -x /run/vmpilot/locks/" + slot.key() + ".create true")
                        .exit())
                .isZero();
    }

    @Test
    void saysUnknownWhenTheDiskIsFullAndRecovers() {
        slot.record(1).guests(1);
        node.sh(
                "mount -t tmpfs -o size=64k tmpfs /var/lib/vmpilot && dd if=/dev/zero of=/var/lib/vmpilot/fill bs=1k; mkdir -p /var/lib/vmpilot");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat(node.domains()).as("it reaps all the same").isEmpty();
        assertThat(node.isBarred()).isTrue();
        assertThat(node.read(slot.folder() + "/certificate.json")).contains("\"unknown\"");

        node.sh("rm /var/lib/vmpilot/fill").mustSucceed();
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).containsExactly("forced");
        assertThat(node.isBarred()).isFalse();
    }

    private Run holdLock(String name) {
        node.sh("mkdir -p /run/vmpilot/locks").mustSucceed();
        Run holder =
                node.start("/bin/sh", "-c", "exec 9>>/run/vmpilot/locks/" + name + " && flock 9 && exec sleep 999");
        Patience.await("the lock is held")
                .until(() -> !node.processes("sleep 999").isEmpty());
        return holder;
    }
}
