package org.vmpilot.killall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator is asked where it helps, and nothing depends on it. */
class WithCoordinatorTest {
    @TempDir
    Path folder;

    private Farm farm;
    private FakeCoordinator coordinator;
    private Path site;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws Exception {
        coordinator = new FakeCoordinator();
        farm = new Farm(folder);
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.clean(1));
        site = farm.start(
                "coordinator = " + coordinator.address(), "coordinator-token = " + folder.resolve("no-token"));
    }

    @AfterEach
    void stop() throws Exception {
        farm.close();
        coordinator.close();
    }

    private int killAll(String... arguments) {
        String[] words = new String[arguments.length + 3];
        words[0] = "kill-all";
        words[1] = "--yes";
        words[2] = "--config=" + site;
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.run(new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false), words);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itEndsItsLeasesWhenTheWholeSiteIsCleared() {
        assertThat(killAll()).isZero();
        assertThat(coordinator.ended).containsExactly("vaaaaaaa", "vbbbbbbb");
        assertThat(said()).contains("2 leases ended by the coordinator");
    }

    @Test
    void leasesOnOtherNodesGoOn() {
        assertThat(killAll("-w", "node1")).isZero();
        assertThat(coordinator.ended).isEmpty();
    }

    @Test
    void heldNodesAreThoseThatItNames() {
        assertThat(killAll("--held")).isZero();
        assertThat(farm.asked).containsOnlyKeys("node1");
    }

    @Test
    void oneThatIsDownChangesNoVerdict() {
        coordinator.close();
        assertThat(killAll()).isZero();
        assertThat(said()).contains("coordinator http://127.0.0.1:").contains("clean             2  node[1-2]");
        assertThat(killAll("--held")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void oneThatHangsChangesNoVerdict() {
        coordinator.hangs = true;
        assertThat(killAll()).isZero();
        assertThat(said())
                .contains("0 leases ended by the coordinator, no others")
                .contains("clean             2  node[1-2]");
    }

    @Test
    void oneThatDiesInTheMiddleChangesNoVerdict() {
        coordinator.endsBeforeItDies = 1;
        assertThat(killAll()).isZero();
        assertThat(said()).contains("1 leases ended by the coordinator, no others");
    }
}
