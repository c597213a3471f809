package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionCommandRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C");

    private final CommandRunner runner = new SessionCommandRunner();

    @TempDir
    Path folder;

    @Test
    void saysExitCodeOutputAndErrors() throws Exception {
        CommandResult result = shell(LONG, "echo out; echo err >&2; exit 3");
        assertThat(result).isEqualTo(new CommandResult.Exited(3, "out\n", "err\n"));
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        List<String> odd = List.of("printf", "%s|", "a b", "\"q\"", "'", "$HOME", "*", "", "\\");
        CommandResult result = runner.run(Command.of(LONG, ENVIRONMENT, odd));
        assertThat(result).isEqualTo(new CommandResult.Exited(0, "a b|\"q\"|'|$HOME|*||\\|", ""));
    }

    @Test
    void inheritsNoEnvironment() throws Exception {
        CommandResult.Exited result = (CommandResult.Exited) runner.run(Command.of(LONG, ENVIRONMENT, List.of("env")));
        assertThat(result.output().lines()).containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "LC_ALL=C");
    }

    @Test
    void givesInputAndFolder() throws Exception {
        Command command =
                new Command(List.of("sh", "-c", "cat; pwd"), ENVIRONMENT, Optional.of(folder), LONG, "in\n", 1000);
        assertThat(runner.run(command)).isEqualTo(new CommandResult.Exited(0, "in\n" + folder.toRealPath() + "\n", ""));
    }

    @Test
    void startsAtOnceAndGivesTheInputAtGo() throws Exception {
        Path started = folder.resolve("started");
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<CommandResult> result = held("touch " + started + "; cat", Duration.ofMillis(1500), go);
        await().atMost(LONG).until(() -> Files.exists(started));
        assertThat(result).isNotDone();

        go.countDown();

        assertThat(result.get()).isEqualTo(new CommandResult.Exited(0, "in\n", ""));
    }

    @Test
    void whatEndsBeforeGoIsToldAtGo() throws Exception {
        Path ended = folder.resolve("ended");
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<CommandResult> result = held("touch " + ended + "; exit 3", LONG, go);
        await().atMost(LONG).until(() -> Files.exists(ended));

        go.countDown();

        assertThat(result.get()).isEqualTo(new CommandResult.Exited(3, "", ""));
    }

    @Test
    void whoeverIsInterruptedBeforeGoLeavesNobody() throws Exception {
        Path pid = folder.resolve("pid");
        CountDownLatch never = new CountDownLatch(1);
        Command command = heldCommand("echo $$ >" + pid + ".new; mv " + pid + ".new " + pid + "; cat", LONG, never);
        Thread waiting = new Thread(() -> {
            try {
                runner.run(command);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        await().atMost(LONG).until(() -> Files.exists(pid));

        waiting.interrupt();
        waiting.join();

        assertThat(ProcessId.of(Long.parseLong(Files.readString(pid).strip())).filter(ProcessId::isAlive))
                .isEmpty();
    }

    private static Command heldCommand(String script, Duration deadline, CountDownLatch go) {
        return new Command(List.of("sh", "-c", script), ENVIRONMENT, Optional.empty(), deadline, "in\n", go, 1000);
    }

    private CompletableFuture<CommandResult> held(String script, Duration deadline, CountDownLatch go) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return runner.run(heldCommand(script, deadline, go));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void killsTheWholeSessionAtTheDeadline() throws Exception {
        Path pids = folder.resolve("pids");
        String tree = "trap '' TERM; (sleep 1000 & echo $! >>" + pids + "; wait) & echo $$ >>" + pids + "; wait";
        CommandResult result = shell(Duration.ofMillis(1500), tree);
        assertThat(result).isEqualTo(new CommandResult.TimedOut(true, "", ""));
        assertThat(Files.readAllLines(pids))
                .hasSize(2)
                .allSatisfy(pid -> assertThat(ProcessId.of(Long.parseLong(pid)).filter(ProcessId::isAlive))
                        .isEmpty());
    }

    @Test
    void doesNotWaitForADaemonThatHoldsTheOutput() throws Exception {
        Path pid = folder.resolve("pid");
        CommandResult result = shell(LONG, "setsid sleep 1000 & echo $! >" + pid + "; echo done");
        long daemon = Long.parseLong(Files.readString(pid).strip());
        try {
            assertThat(result).isEqualTo(new CommandResult.Exited(0, "done\n", ""));
            assertThat(ProcessId.of(daemon).map(ProcessId::isAlive)).contains(true);
        } finally {
            ProcessId.of(daemon).ifPresent(ProcessId::kill);
        }
    }

    @Test
    void dropsWhatIsBeyondTheOutputLimit() throws Exception {
        Command flood =
                new Command(List.of("sh", "-c", "yes | head -c 3000000"), ENVIRONMENT, Optional.empty(), LONG, "", 10);
        assertThat(runner.run(flood)).isEqualTo(new CommandResult.Exited(0, "y\ny\ny\ny\ny\n", ""));
    }

    @Test
    void saysThatAMissingProgramWasNotStarted() throws Exception {
        CommandResult result = runner.run(Command.of(LONG, ENVIRONMENT, List.of("/no/such/program")));
        assertThat(result)
                .isInstanceOfSatisfying(
                        CommandResult.NotStarted.class,
                        not -> assertThat(not.why()).contains("/no/such/program"));
    }

    @Test
    void saysWhichSignalEndedIt() throws Exception {
        assertThat(shell(LONG, "kill -KILL $$")).isEqualTo(new CommandResult.Exited(137, "", ""));
    }

    private CommandResult shell(Duration deadline, String script) throws InterruptedException {
        return runner.run(Command.of(deadline, ENVIRONMENT, List.of("sh", "-c", script)));
    }
}
