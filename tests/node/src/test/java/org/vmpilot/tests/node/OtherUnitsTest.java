package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Out of a job's cgroup, and into nobody else's. */
class OtherUnitsTest extends OnANode {
    private List<String> groupsThatGotSomebody() throws IOException {
        Path root = node.path("/sys/fs/cgroup");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().equals("cgroup.procs"))
                    .filter(file -> file.toFile().length() > 0)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void inVersion2NobodyEntersTheGroupsOfOtherUnits() throws IOException {
        node.hostile("cgroup-v2-units");
        PilotJob job = new PilotJob(node, slot).start();
        job.end();
        job.run().result();
        job.awaitHome();
        slot.record(1).guests(1);
        node.exec("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "epilog")
                .mustSucceed();
        node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "kill-all", "admin@host", "run-1");

        assertThat(groupsThatGotSomebody()).isSubsetOf("cgroup.procs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup-v1", "cgroup-v2", "cgroup-v2-units"})
    void inEachVersionASlotComesHome(String version) {
        node.hostile(version);
        PilotJob job = new PilotJob(node, slot).start();

        job.signal("KILL", "vmpilot-node", "agent");

        job.awaitHome();
        assertThat(slot.verdict()).isEqualTo("clean");
        job.run().result();
    }

    /** systemd kills what is left in the group of a unit that has failed, at once. */
    @Test
    void whoComesAgainAfterAFailedBootIsNotInItsUnitsGroup() {
        String group = Files.exists(Path.of("/sys/fs/cgroup/freezer")) ? "/sys/fs/cgroup/freezer" : "/sys/fs/cgroup";
        String unit = group + "/vmpilot-test-" + node.init();
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");

        Run.Result boot = node.sh("mkdir " + unit + " && sh -c 'echo $$ >" + unit + "/cgroup.procs; exec "
                + VirtualNode.PROGRAMS + "vmpilot-boot start'; status=$?; "
                + "while read -r pid; do kill -KILL $pid; done <" + unit + "/cgroup.procs; exit $status");

        assertThat(boot.exit()).as(boot.err()).isEqualTo(1);
        assertThat(node.isBarred()).isTrue();
        node.simulated("fault", "clear");
        Patience.await("it comes again by itself").until(() -> node.domains().isEmpty() && !node.isBarred());
        assertThat(slot.verdict()).isEqualTo("clean");
        Patience.await("the group is empty")
                .until(() -> node.sh("rmdir " + unit).exit() == 0);
    }
}
