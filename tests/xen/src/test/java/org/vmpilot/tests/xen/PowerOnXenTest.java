package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is shut down, or its power is cut, with guests running; xendomains is there and saves what it finds. */
@Tag("long")
class PowerOnXenTest extends OnTheLab {
    PowerOnXenTest(Lab lab) {
        super(lab);
    }

    @Override
    @AfterEach
    void nothingIsLeft() {
        super.nothingIsLeft();
        ordinaryJobsRun();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node01", "node02"})
    void aNodeThatIsRebootedEndsItsGuestsBeforeXendomainsCouldSaveThem(String node) {
        assertThat(lab.dom0(node, "cat", "/etc/default/xendomains")).contains("XENDOMAINS_SAVE=/var/lib/xen/save");
        String lease = leases.createSmall("reboot" + node, 2);
        leases.awaitUp(lease);
        String boot = bootOf(node);

        lab.attemptDom0(node, "reboot");

        Patience.await(node + " boots").until(() -> !List.of(boot, "").contains(bootOf(node)));
        lab.run("await", node);
        leases.awaitCertifiedClean(lease);
        assertThat(lab.dom0(node, "ls", "/var/lib/xen/save")).isBlank();
        assertThat(lab.dom0(node, "sh", "-c", "cat /var/lib/vmpilot/certificates/" + lease + "a*.json"))
                .contains("\"notice\": \"SHUTDOWN\"");
    }

    /** Of the boot in which the node is; empty while it does not answer. */
    private String bootOf(String node) {
        return lab.attemptDom0(node, "cat", "/proc/sys/kernel/random/boot_id")
                .output()
                .strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node01", "node02"})
    void thePowerIsCutInTheMiddleAndTheNodeIsCleanBeforeItTakesJobs(String node) {
        String lease = leases.createSmall("cut" + node, 2);
        leases.awaitUp(lease);

        lab.run("reset", node);

        leases.awaitCertifiedClean(lease);
    }
}
