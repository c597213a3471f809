package org.vmpilot.killall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<String> words = new ArrayList<>(List.of("kill-all", "--yes"));
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    private int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--config=" + site);
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false);
        return Main.run(terminal, words.toArray(String[]::new));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itIsFrozenWhenTheWholeSiteIsClearedAndSaidBy() {
        assertThat(killAll()).isZero();
        assertThat(coordinator.asked)
                .singleElement()
                .asString()
                .startsWith("/v1/freeze ")
                .contains("\"who\":\"")
                .contains("\"why\":\"kill-all ");
        assertThat(said()).contains("coordinator: frozen, its leases end");
    }

    @Test
    void itIsThawedAfterTheNodesOfTheWholeSite() {
        assertThat(run("thaw")).isZero();
        assertThat(coordinator.asked).singleElement().asString().startsWith("/v1/thaw {\"who\":\"");
        assertThat(said()).contains("coordinator: thawed");
        assertThat(run("thaw", "-w", "node1")).isZero();
        assertThat(coordinator.asked).hasSize(1);
    }

    @Test
    void leasesOnOtherNodesGoOn() {
        assertThat(killAll("-w", "node1")).isZero();
        assertThat(coordinator.asked).isEmpty();
    }

    @Test
    void heldNodesAreThoseThatItNamesWhateverElseIsWrongWithThem() {
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
        assertThat(said()).contains("it may go on making leases").contains("clean             2  node[1-2]");
    }

    @Test
    void oneThatDiesInTheMiddleChangesNoVerdict() {
        coordinator.breaks = true;
        assertThat(killAll()).isZero();
        assertThat(said()).contains("it may go on making leases").contains("clean             2  node[1-2]");
    }
}
