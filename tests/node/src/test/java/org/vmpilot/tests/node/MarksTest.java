package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mark has its author, and is lifted by its author's own kind of look alone. */
class MarksTest extends OnANode {
    private static final String ORPHAN = "766d7074-1111-2222-3333-444400000000";

    private int reap(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = VirtualNode.PROGRAMS + "vmpilot-reap";
        System.arraycopy(words, 0, command, 1, words.length);
        return node.exec(command).exit();
    }

    private void orphanThatStays() {
        node.write("/run/orphan.cfg", "name=\"orphan\"\nuuid=\"" + ORPHAN + "\"\nmemory=64\nkernel=\"/k\"\n");
        node.exec("xl", "create", "/run/orphan.cfg").mustSucceed();
        node.simulated("fault", "add", "pretend", "command=destroy", "name=orphan");
        assertThat(reap("--over", "--by", "epilog")).isEqualTo(1);
        assertThat(node.isBarred()).isTrue();
    }

    private boolean refusesCreates() {
        Slot other = new Slot(node, "vcreatera1.9").record(1);
        int exit = other.create(0).result().exit();
        node.reap(other.key());
        return exit == 75;
    }

    @Test
    void aLookAtASlotLiftsNoMarkOfAnOrphans() {
        orphanThatStays();

        assertThat(reap("--slot", slot.key())).isZero();

        assertThat(node.isBarred()).isTrue();
        assertThat(refusesCreates()).isTrue();
        assertThat(node.domains()).containsExactly(ORPHAN);
    }

    @Test
    void aNeighboursNormalEndLiftsItNeither() {
        slot.record(1).guests(1);
        orphanThatStays();

        assertThat(node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "vmpilot-reap", "--job", "4711")
                        .exit())
                .isZero();

        assertThat(node.isBarred()).isTrue();
        node.simulated("fault", "clear");
        assertThat(reap("--over")).isZero();
        assertThat(node.isBarred()).isFalse();
        assertThat(node.domains()).isEmpty();
    }

    /** Behind an admin's mark nobody sees that the reaper has found something, until he takes his away. */
    @Test
    void anAdminsMarkSwallowsNobodyElses() {
        String admins = VirtualNode.mark("admin");
        node.write(admins, "since=2026-11-20T00:00:00Z\nby=admin\nwhy=broken fan\n");
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");
        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        node.exec("rm", admins).mustSucceed();

        assertThat(node.isBarred()).isTrue();
        assertThat(refusesCreates()).isTrue();
        node.simulated("fault", "clear");
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void aCleanLookTakesNoAdminsMark() {
        String admins = VirtualNode.mark("admin");
        node.write(admins, "since=2026-11-20T00:00:00Z\nby=admin\nwhy=broken fan\n");
        slot.record(1).guests(1);

        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(reap("--over")).isZero();

        assertThat(node.exists(admins)).isTrue();
        assertThat(refusesCreates()).isTrue();
    }

    /** /var/lib is full: kill-all's mark is in /run. A restart of our boot unit is no thaw. */
    @ParameterizedTest
    @ValueSource(strings = {"var-full", "var-read-only", "tmp-full"})
    void aShutdownAndAStartAreNoThaw(String kind) {
        node.hostile(kind);
        node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "kill-all", "admin@host", "run-1");
        node.peaceful(kind);
        assertThat(refusesCreates()).isTrue();

        node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", "stop").mustSucceed();
        node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", "start").mustSucceed();

        assertThat(refusesCreates()).as("frozen until thaw").isTrue();
        node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "thaw", "admin@host", "run-1")
                .mustSucceed();
        assertThat(refusesCreates()).isFalse();
    }
}
