package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests do by themselves, what they are given, and what they leave. */
@Tag("long")
class GuestsOnXenTest extends OnTheLab {
    private static final String BIG = """
            guests_per_node = 1
            [[group]]
            name = "big"
            count = 1
            memory = "%dM"
            kernel = "/var/lib/vmpilot-images/kernels/deaf"
            end = "destroy"
            """;

    GuestsOnXenTest(Lab lab) {
        super(lab);
    }

    @Test
    void aGuestThatRebootsIsFollowedToItsNewDomainAndHasNotEnded() {
        String lease = leases.createLinux("reboots", 3000, 1, "reboot", "");
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        String first = domain(node, lease);

        leases.awaitConsole(node, lease, "GUEST-UP lab=reboot", 2);

        Patience.await("another domain").until(() -> {
            String now = domain(node, lease);
            return !now.isEmpty() && !now.equals(first);
        });
        JsonNode view = leases.awaitUp(lease);
        assertThat(view.path("state").asText()).isEqualTo("ACTIVE");
        leases.end(lease);
        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
    }

    /** The domid of the lease's guest; empty while it has none. */
    private String domain(String node, String lease) {
        return lab.dom0(node, "sh", "-c", "xl list | awk '/^" + lease + "/ {print $2}'")
                .strip();
    }

    @Test
    void aGuestThatEndsByItselfEndsItsLease() {
        String lease = leases.createLinux("brief", 3000, 1, "brief", "");

        JsonNode ended = leases.awaitEnded(lease);

        Leases.endedClean(ended, "GUESTS_ENDED");
        assertThat(leases.endsOn(Leases.nodesOf(ended).get(0), lease)).containsExactly("by_itself");
    }

    @Test
    void aGuestThatCrashesIsGoneAndItsNodeClean() {
        String lease = leases.createLinux("crash", 3000, 1, "crash", "");

        JsonNode ended = leases.awaitEnded(lease);

        Leases.endedClean(ended, "GUESTS_ENDED");
    }

    /** Xen's daemon of the guest, which would clear it away, is killed: the domain stays, ended or crashed, with its name. */
    @ParameterizedTest
    @CsvSource({"shutdown, ---s--", "crash, ---sc-"})
    void aGuestThatEndsAndIsKeptHasEnded(String how, String state) {
        String lease = leases.createLinux("kept" + how, 3000, 1, "boots sysrq_always_enabled", "");
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        leases.awaitConsole(node, lease, "GUEST-UP");

        lab.script(node, """
                set -e
                lease=$1 how=$2 state=$3
                domain=$(xl list | awk -v lease="$lease" 'index($1, lease) == 1 {print $2}')
                pkill -KILL -f "xl create .*/slots/$lease"
                case $how in shutdown) xl shutdown "$domain" ;; crash) xl sysrq "$domain" c ;; esac
                timeout 120 sh -c 'until xl list | grep "^$0.* $1 "; do sleep 0.1; done' "$lease" "$state"
                """, lease, how, state);

        Leases.endedClean(leases.awaitEnded(lease), "GUESTS_ENDED");
        assertThat(leases.endsOn(node, lease)).containsExactly("by_itself");
    }

    @Test
    void aGuestThatIgnoresItsShutdownIsDestroyedWhenItsTimeIsOver() {
        String lease = leases.createLinux("stubborn", 3000, 1, "ignores-shutdown", "end_timeout = \"10s\"\n");
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        leases.awaitConsole(node, lease, "GUEST-UP");

        leases.end(lease);

        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
        assertThat(leases.endsOn(node, lease)).containsExactly("forced");
        leases.awaitConsole(node, lease, "GUEST-IGNORES-SHUTDOWN");
    }

    @Test
    void anObedientGuestShutsDownAndIsCertifiedSo() {
        String lease = leases.createLinux("obedient", 3000, 1);
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        leases.awaitConsole(node, lease, "GUEST-UP");
        assertThat(lab.dom0(node, "ls", "/sys/class/net/br0/brif")).contains("vif");

        leases.end(lease);

        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
        assertThat(leases.endsOn(node, lease)).containsExactly("polite");
        leases.awaitConsole(node, lease, "GUEST-SHUTDOWN");
        assertThat(lab.dom0(node, "ls", "/sys/class/net/br0/brif")).doesNotContain("vif");
    }

    @Test
    void whatAGuestPrintsIsKeptAndBounded() {
        String lease = leases.createLinux("talks", 3000, 1, "talk", "");
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        leases.awaitConsole(node, lease, "GUEST-TALKS");
        String log = lab.script(node, "ls " + Leases.CONSOLES + "guest-\"$1\"*.log", lease)
                .strip();

        lab.script(node, "head -c 9M /dev/zero >>\"$1\"", log);

        Patience.await("the log is cut")
                .until(() ->
                        Integer.parseInt(lab.dom0(node, "stat", "-c", "%s", log).strip()) < (8 << 20));
        assertThat(lab.dom0(node, "stat", "-c", "%s", log + ".1").strip()).isEqualTo("1048576");
        leases.awaitConsole(node, lease, "GUEST-TALKS");
    }

    /** One disk each: Xen's script for two at once takes longer on an emulated processor than libxl waits. */
    @ParameterizedTest
    @ValueSource(strings = {"/var/lib/vmpilot-images/disks/raw.img", "/dev/guests/scratch"})
    void aFileOrALogicalVolumeIsGivenToAGuestAndBack(String disk) {
        for (String node : Lab.NODES) {
            lab.script(node, """
                    set -e
                    truncate -s 16M /var/lib/vmpilot-images/disks/raw.img
                    truncate -s 64M /var/tmp/guests.img
                    vgcreate -q guests "$(losetup --find --show /var/tmp/guests.img)"
                    lvcreate -q -L 16M -n scratch guests
                    """);
        }
        try {
            String lease = leases.createLinux("disk", 3000, 1, "boots", """
                    [[group.disk]]
                    path = "%s"
                    """.formatted(disk));
            String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
            assertThat(lab.dom0(node, "xenstore-ls", "/local/domain/0/backend/vbd"))
                    .contains(lab.dom0(node, "readlink", "-f", disk).strip());

            leases.end(lease);

            Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
            assertThat(lab.dom0(node, "losetup", "-a")).doesNotContain("raw.img");
        } finally {
            for (String node : Lab.NODES) {
                lab.script(node, """
                        vgremove -q -y guests
                        for loop in $(losetup -n -O NAME -j /var/tmp/guests.img); do pvremove -q "$loop"; losetup -d "$loop"; done
                        rm -f /var/tmp/guests.img /var/lib/vmpilot-images/disks/raw.img
                        """);
            }
        }
    }

    /** No block device of dom0: a program, the device model, gives it to the guest. Only the second node's image has one. */
    @Test
    void aDiskThatNeedsADeviceModelIsGivenToAGuestAndBack() {
        String node = "node02";
        String disk = "/var/lib/vmpilot-images/disks/disk.qcow2";
        lab.copyQcow2(node, disk, 16);
        leases.onlyOn(node);
        try {
            String lease = leases.createLinux("qcow2", 3000, 1, "boots", """
                    [[group.disk]]
                    path = "%s"
                    format = "qcow2"
                    """.formatted(disk));
            leases.awaitUp(lease);
            assertThat(lab.dom0(node, "xenstore-ls", "/local/domain/0/backend/qdisk"))
                    .contains(disk);
            String model = "[x]en-domid " + domain(node, lease) + "( |$)";
            assertThat(lab.attemptDom0(node, "pgrep", "-f", model).exitCode()).isZero();

            leases.end(lease);

            Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
            assertThat(lab.attemptDom0(node, "pgrep", "-f", model).exitCode()).isEqualTo(1);
        } finally {
            leases.anyNode();
            lab.dom0(node, "rm", "-f", disk);
        }
    }

    @Test
    void dom0GivesUpWhatAGuestNeedsAndHasItAgainAfterwards() {
        String lease = leases.create("big", 3000, BIG.formatted(500));
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        assertThat(leases.dom0Memory(node)).isBetween(256, 1024 - 500);

        leases.end(lease);

        Leases.endedClean(leases.awaitEnded(lease), "LEASE_ENDED");
    }

    @Test
    void moreThanTheNodeCanGiveIsRefusedBeforeAnythingIsTouched() {
        String lease = leases.create("toobig", 3000, BIG.formatted(1900));

        JsonNode ended = leases.awaitEnded(lease);

        assertThat(ended.toString()).contains("memory");
        for (String node : Lab.NODES) {
            assertThat(leases.dom0Memory(node)).isEqualTo(1024);
        }
    }
}
