package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Domains of others beside ours, in states in which their own daemons would not have left them, and a kernel that the node finds by itself. */
class StrangersOnXenTest extends OnTheLab {
    private static final String NODE = "node01";

    /** xl create -e leaves no daemon: one that has rebooted or shut down stays as it is for ever. */
    private static final String STRANGER = """
            set -e
            printf 'name="%s"\\nmemory=128\\nkernel="%s"\\nramdisk="%s.ramdisk"\\ncmdline="console=hvc0 quiet lab=%s"\\n' \\
                "$1" "$3" "$3" "$2" >/run/"$1".cfg
            xl create -e /run/"$1".cfg
            """;

    private static final String KERNEL = "/var/lib/vmpilot-images/kernels/guest";
    private static final String LOADER = "/usr/local/sbin/lab-boot-loader";

    StrangersOnXenTest(Lab lab) {
        super(lab);
    }

    @BeforeEach
    void noOtherNodeTakesPilots() {
        leases.onlyOn(NODE);
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        leases.anyNode();
        super.nothingIsLeft();
    }

    @Test
    void aStrangerThatHasRebootedOrEndedStandsInNobodysWayAndIsNotTouched() {
        lab.script(NODE, STRANGER, "rebooted", "reboot", KERNEL);
        lab.script(NODE, STRANGER, "ended", "brief", KERNEL);
        try {
            Patience.await("the strangers are as their daemons would not leave them")
                    .until(() ->
                            state("rebooted").contains("sr") && state("ended").contains("s"));
            List<String> before = List.of(domid("rebooted"), domid("ended"));

            String lease = leases.createSmall("beside", 1);
            leases.awaitUp(lease);
            assertThat(leases.domainsOn(NODE, lease)).hasSize(1);
            leases.end(lease);
            leases.awaitCertifiedClean(lease);

            assertThat(List.of(domid("rebooted"), domid("ended"))).isEqualTo(before);
            assertThat(state("rebooted")).contains("sr");
        } finally {
            lab.attemptDom0(NODE, "xl", "destroy", "rebooted");
            lab.attemptDom0(NODE, "xl", "destroy", "ended");
        }
    }

    private String state(String name) {
        return word(name, 5);
    }

    private String domid(String name) {
        return word(name, 2);
    }

    private String word(String name, int number) {
        return lab.dom0(NODE, "sh", "-c", "xl list " + name + " | awk 'END {print $" + number + "}'")
                .strip();
    }

    @Test
    void aBootLoaderOfTheNodeFindsTheKernelOnTheFirstDisk() {
        String disk = "/var/lib/vmpilot-images/disks/loaded.img";
        lab.dom0(NODE, "truncate", "-s", "16M", disk);
        lab.write(NODE, LOADER, """
                #!/bin/sh
                # What xl expects of one: the kernel's copy in the folder, its words in the pipe.
                for word; do
                    case $word in --output=*) pipe=${word#*=} ;; --output-directory=*) folder=${word#*=} ;; esac
                done
                cp %s "$folder/kernel" && cp %s.ramdisk "$folder/ramdisk" || exit 1
                printf 'kernel %%s\\0ramdisk %%s\\0args console=hvc0 quiet lab=boots by=%%s\\0' "$folder/kernel" "$folder/ramdisk" "$1" >"$pipe"
                """.formatted(KERNEL, KERNEL));
        lab.script(NODE, """
                chmod 755 "$1"
                cp -p /etc/vmpilot/node.conf /etc/vmpilot/node.conf.kept
                echo "boot-loaders = lab:$1 --of-the-node" >>/etc/vmpilot/node.conf
                """, LOADER);
        try {
            String lease = leases.create("loaded", 3000, """
                    guests_per_node = 1
                    [[group]]
                    name = "worker"
                    count = 1
                    memory = "128M"
                    boot_loader = "lab"
                    [[group.disk]]
                    path = "%s"
                    """.formatted(disk));
            leases.awaitUp(lease);
            leases.awaitConsole(NODE, lease, "GUEST-UP lab=boots");
            leases.end(lease);
            leases.awaitCertifiedClean(lease);
        } finally {
            lab.script(
                    NODE, "mv /etc/vmpilot/node.conf.kept /etc/vmpilot/node.conf; rm -f \"$1\" \"$2\"", LOADER, disk);
        }
    }
}
