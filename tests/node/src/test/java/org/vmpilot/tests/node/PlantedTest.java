package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an ordinary account can write is believed by nobody: command lines, environments, also those of setuid programs. */
class PlantedTest extends OnANode {
    private static final String VICTIM = "vvictimsa1.7";

    private List<Long> planted;

    @BeforeEach
    void plant() {
        node.hostile("planted");
        planted = Patience.await("they are there").until(this::plants, all -> all.size() == 5);
    }

    private List<Long> plants() {
        return node.processes("").stream()
                .filter(pid -> isPlant(VirtualNode.commandLine(pid).strip()))
                .toList();
    }

    /** As it stays, not what becomes it: while a process is made into another one it has no command line. */
    private static boolean isPlant(String commandLine) {
        return Stream.of(" 86401", " 86402", "vmpilot-load-sensor", " 86403", " 86404")
                        .anyMatch(commandLine::endsWith)
                && !commandLine.contains("setpriv")
                && !commandLine.contains("exec -a");
    }

    private void assertThatNobodyCared() {
        assertThat(plants()).as("all of them live").isEqualTo(planted);
        assertThat(node.isBarred()).isFalse();
        assertThat(node.exists("/var/lib/vmpilot/certificates/" + VICTIM + ".json"))
                .as("a certificate of a slot that was never here")
                .isFalse();
    }

    @Test
    void aReapIsCleanAllTheSame() {
        slot.record(1).guests(1);

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThatNobodyCared();
    }

    @Test
    void nobodyCertifiesASlotThatOnlyAnEnvironmentNames() {
        Run.Result over = node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--over");

        assertThat(over.exit()).isZero();
        assertThat(over.err()).doesNotContain(VICTIM);
        assertThatNobodyCared();
    }

    @Test
    void killAllIsNotSpoiledByMarksAndStartsNothingForThem() {
        for (int i = 10; i < 40; i++) {
            node.startAsJob("env", "VMPILOT_SLOT=vvictimsa1." + i, "/var/lib/vmjob/setuid-sleep", "7778");
        }
        Patience.await("they sleep")
                .until(() -> node.processes("setuid-sleep 7778").size() >= 30);

        Run.Result answer = node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "kill-all", "admin@host", "run-1");

        List<String> lines = answer.out().lines().toList();
        JsonNode verdict = VirtualNode.json(lines.get(lines.size() - 1));
        assertThat(verdict.get("verdict").asText()).as(answer.out()).isEqualTo("nothing_to_do");
        assertThat(node.list("/var/lib/vmpilot/certificates")).isEmpty();
        assertThatNobodyCared();
        node.processes("7778").forEach(pid -> VirtualNode.kill("KILL", pid));
    }

    @Test
    void aShutdownSignalsNobodyWhoOnlyLooksLikeAnAgent() {
        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", "stop").exit())
                .isZero();

        assertThatNobodyCared();
    }

    @Test
    void anAccountsProcessIsNoLoadSensorThatKeepsJobsAway() {
        slot.record(1).guests(1);
        node.configure("lock-wait", "30");
        node.simulated("fault", "add", "pretend", "command=destroy");

        Run.Result epilog =
                node.exec("env", "-i", "SGE_ROOT=/x", "JOB_ID=4711", VirtualNode.PROGRAMS + "epilog", "grid-engine");

        assertThat(epilog.exit()).isEqualTo(1);
        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-drain", "grid-engine", "words")
                        .exit())
                .isEqualTo(2);
    }
}
