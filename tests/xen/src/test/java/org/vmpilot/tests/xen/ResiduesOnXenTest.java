package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each residue of the certificate, once for real: found, and the node barred until it has gone. Each needs one node. */
@Tag("long")
class ResiduesOnXenTest extends OnTheLab {
    /** How a residue comes about, as commands in dom0 ($1: the guest's domid, $2: its disk), and how it goes. */
    private enum Residue {
        /** It holds a page of the guest's, the ring of its console: Xen keeps what is mapped. */
        DYING_DOMAIN("dying-domain", "pkill -STOP -x xenconsoled", "pkill -CONT -x xenconsoled"),
        /** Xen grants dom0 no more than it has now. */
        MEMORY("memory", "xl mem-max 0 $(xl list 0 | awk 'END {print $3}')", "xl mem-max 0 1536"),
        /** Somebody reads the disk, so that its loop device cannot go. */
        LOOP(
                "loop",
                "loop=$(losetup -n -O NAME -j \"$2\"); setsid sleep 3600 <\"$loop\" >/dev/null 2>&1 & "
                        + "timeout 60 sh -c 'until pgrep -f \"^sleep 3600\"; do sleep 0.1; done'",
                "pkill -x -f 'sleep 3600'"),
        /** Xen's script looks whether the path is a file before it detaches the device. */
        LOOP_OF_A_REMOVED_FILE(
                "loop",
                "rm \"$2\"",
                "losetup -d $(losetup -n -l -O NAME,BACK-FILE | grep -F \"$2\" | cut -d ' ' -f 1)"),
        BACKEND(
                "backend",
                "xenstore-write /local/domain/0/backend/vbd/$1/9999/state 4",
                "xenstore-rm /local/domain/0/backend/vbd/$1"),
        VIF("vif", "ip link add vif$1.9 type bridge", "ip link del vif$1.9"),
        TAP("tap", "modprobe tun && ip tuntap add tap$1.9 mode tap", "ip tuntap del tap$1.9 mode tap"),
        DEVICE_MODEL(
                "device-model",
                "setsid bash -c \"exec -a 'qemu-system-i386 -xen-domid $1 -nographic' sleep 3600\" </dev/null >/dev/null 2>&1 & "
                        + "timeout 60 sh -c 'until pgrep -f \"[x]en-domid '$1' -no\"; do sleep 0.1; done'",
                "pkill -f 'xen-domid [0-9]* -no'");

        private final String kind;
        private final String comes;
        private final String goes;

        Residue(String kind, String comes, String goes) {
            this.kind = kind;
            this.comes = comes;
            this.goes = goes;
        }
    }

    ResiduesOnXenTest(Lab lab) {
        super(lab);
    }

    @Override
    List<String> nodes() {
        List<String> nodes = leases.nodes();
        assertThat(nodes).isNotEmpty();
        return nodes;
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void isFoundAndTheNodeIsBarredUntilItHasGone(Residue residue) {
        String disk = "/var/lib/vmpilot-images/disks/" + residue + ".img";
        for (String node : Lab.NODES) {
            lab.dom0(node, "truncate", "-s", "16M", disk);
        }
        String lease = leases.create(residue.name(), 3000, """
                guests_per_node = 1
                [[group]]
                name = "worker"
                count = 1
                memory = "500M"
                kernel = "/var/lib/vmpilot-images/kernels/deaf"
                end = "destroy"
                [[group.disk]]
                path = "%s"
                """.formatted(disk));
        String node = Leases.nodesOf(leases.awaitUp(lease)).get(0);
        String domain = lab.dom0(node, "sh", "-c", "xl list | awk '/^" + lease + "/ {print $2}'")
                .strip();
        lab.script(node, residue.comes, domain, disk);
        try {
            lab.attempt("vmpilot", "lease", "end", lease);
            Patience.await(residue + " is certified")
                    .untilAsserted(() -> assertThat(certificate(node, lease))
                            .contains("\"verdict\": \"dirty\"", "\"kind\": \"" + residue.kind + "\""));
            assertThat(lab.dom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred")).contains("dirty");
        } finally {
            lab.script(node, residue.goes, domain, disk);
        }
        leases.awaitCertifiedClean(lease);
        Patience.await("the mark is lifted")
                .untilAsserted(() -> assertThat(lab.attemptDom0(node, "sh", "-c", "cat /var/lib/vmpilot/marks/*.barred 2>/dev/null || exit 1")
                                .exitCode())
                        .isEqualTo(1));
        assertThat(certificate(node, lease)).contains("\"residues\": []");
    }

    private String certificate(String node, String lease) {
        return lab.attemptDom0(node, "sh", "-c", "cat /var/lib/vmpilot/certificates/" + lease + "a*.json")
                .output();
    }
}
