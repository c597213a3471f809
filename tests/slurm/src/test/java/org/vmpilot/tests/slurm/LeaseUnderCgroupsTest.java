package org.vmpilot.tests.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Leases;

/**
 * proctrack/cgroup: the job's top process alone gets the TERM, everything else of the job is KILLed when it leaves. The other tests have
 * proctrack/linuxproc.
 */
@Tag("slurm")
@Tag("long")
class LeaseUnderCgroupsTest {
    private static Lab lab;
    private static Leases leases;

    @BeforeAll
    static void bringUp() {
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of("/sys/fs/cgroup/freezer")), "this machine has no freezer of cgroup v1");
        lab = Lab.site("slurm", Map.of("VMPILOT_SLURM_PROCTRACK", "cgroup"), Leases.TIMES);
        leases = new Leases(lab);
    }

    @AfterAll
    static void takeDown() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void aLeaseEndsByItsDuration() {
        String lease = leases.create("cgroup", 6, 2, "");
        leases.awaitUp(lease);
        leases.endedClean(lease, "LEASE_ENDED");
        leases.everythingIsGivenBack();
    }

    @Test
    void aScancelReachesThePilotBecauseItIsTheTopProcess() {
        String lease = leases.create("cancelled", 600, 1, "");
        JsonNode up = leases.awaitUp(lease);
        String node = Leases.nodeOf(up);
        lab.run("exec", "master", "scancel", Leases.jobOf(up));
        JsonNode ended = leases.endedClean(lease, "TERMINATED");
        assertThat(ended.toString()).contains("the LRM sent TERM");
        leases.everythingIsGivenBack();
        assertThat(lab.run("exec", "master", "sinfo", "--noheader", "--nodes=" + node, "--format=%t"))
                .doesNotContain("drain");
    }
}
