package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is shut down, or its power is cut, with guests running; xendomains is there and saves what it finds. */
@Tag("xen")
@Tag("long")
@ExtendWith(OnXen.class)
class PowerOnXenTest {
    private final Lab lab;
    private final Leases leases;

    PowerOnXenTest(Lab lab) {
        this.lab = lab;
        leases = new Leases(lab);
    }

    @AfterEach
    void nothingIsLeft() {
        leases.endAll();
        leases.everyNodeIsClean();
        for (String node : Lab.NODES) {
            leases.anOrdinaryJobRunsOn(node);
        }
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
