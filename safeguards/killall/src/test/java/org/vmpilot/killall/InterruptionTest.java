package org.vmpilot.killall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.killall.Behaviour.Then;

/**
 * The program as a process, ended in the middle; and two of them at once. Which of the other nodes had its turn before the one that hangs is
 * chance; asked again is none that had.
 */
class InterruptionTest {
    @TempDir
    Path folder;

    private Farm farm;
    private Path site;
    private Process process;

    @BeforeEach
    void farm() throws Exception {
        farm = new Farm(folder);
        farm.node("node1", Behaviour.clean(1))
                .node("node2", Behaviour.marksAndThen(Then.HANG))
                .node("node3", Behaviour.clean(1));
        site = farm.start("width = 1");
    }

    @AfterEach
    void close() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        farm.close();
    }

    private void startUntilOneHangs() throws IOException {
        process = new ProcessBuilder(
                        "env",
                        "--default-signal=INT", // a shell that runs the tests in the background ignores it
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "kill-all",
                        "--yes",
                        "--config=" + site)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Awaitility.await().atMost(Patience.seconds(60)).until(() -> farm.asked.containsKey("node2"));
    }

    private String resume() {
        farm.change("node2", Behaviour.clean(1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false);
        assertThat(Main.run(terminal, "kill-all", "--yes", "--resume", "--config=" + site))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void ctrlCSaysWhatIsOpenAndResumeGoesOn() throws Exception {
        startUntilOneHangs();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertThat(process.waitFor(Patience.seconds(20).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
        List<String> output = Files.readAllLines(folder.resolve("output"));
        assertThat(output).contains("kill-all: interrupted.", "goes on by itself on node2");
        assertThat(output.get(output.size() - 1)).startsWith("Go on with: vmpilot kill-all --resume ");

        assertThat(resume()).contains("clean             3  node[1-3]");
        assertThat(farm.asked.get("node1")).hasSize(1);
    }

    @Test
    void killedOutrightItIsResumedFromItsJournal() throws Exception {
        startUntilOneHangs();
        process.destroyForcibly().waitFor();
        assertThat(resume()).contains("clean             3  node[1-3]");
        assertThat(farm.asked.get("node1")).hasSize(1);
    }

    @Test
    void aRunThatGoesOnIsNotResumedByAnother() throws Exception {
        startUntilOneHangs();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false);
        assertThat(Main.run(terminal, "kill-all", "--yes", "--resume", "--config=" + site))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("is still going on");
    }

    @Test
    void twoAtOnceDoNotDisturbEachOther() throws Exception {
        farm.change("node2", Behaviour.slow(1, 300));
        List<CompletableFuture<Integer>> both =
                List.of(CompletableFuture.supplyAsync(this::killAll), CompletableFuture.supplyAsync(this::killAll));
        for (CompletableFuture<Integer> one : both) {
            assertThat(one.get(Patience.seconds(30).toSeconds(), TimeUnit.SECONDS))
                    .isZero();
        }
        assertThat(farm.asked.get("node2")).hasSize(2);
    }

    private int killAll() {
        PrintStream print = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Main.run(
                new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false),
                "kill-all",
                "--yes",
                "--config=" + site);
    }
}
