package org.vmpilot.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.node.NodeFolders;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Ending.Shutdown;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/** A node in a temporary folder with one coordinator; its programs are a few lines of sh. */
final class TestNode implements AutoCloseable {
    static final SlotKey SLOT = SlotKey.parse("vabcdefga1.1");
    static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);
    static final Duration LONG = Duration.ofSeconds(20L * PATIENCE);
    private static final String NAME = "node01";

    final NodeFolders folders;
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CountDownLatch end = new CountDownLatch(1);
    private final NodeKey key = NodeKey.derive(new byte[NodeKey.BYTES], NAME);
    private final Path folder;
    private final RehearsalCoordinator coordinator;
    private final PipedOutputStream launcher = new PipedOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private volatile RehearsalCoordinator.Answers answers = this::willing;
    private volatile AgentRun run;
    private CompletableFuture<Integer> exit = CompletableFuture.completedFuture(0);

    TestNode(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.folders = new NodeFolders(
                folder.resolve("run"), folder.resolve("state"), folder.resolve("node.conf"), folder.resolve("node"));
        this.coordinator = new RehearsalCoordinator(new Seal(key, NAME, new SecureRandom()), (verb, body) -> {
            calls.add(verb + " " + body);
            return answers.to(verb, body);
        });
        DurableFiles.write(folder.resolve("node.key"), key.text());
        DurableFiles.folder(folder.resolve("kernels"));
        DurableFiles.write(folder.resolve("kernels/kernel"), "no kernel");
        configuration("");
        DurableFiles.folder(folders.programs());
        RehearsalGuard.listen(folders.guard(SLOT));
        DurableFiles.folder(folders.state());
        creator("touch " + folder + "/created-$2");
        program(folders.programs().resolve("vmpilot-memory"), "echo reached 1024");
        program(
                folder.resolve("xl"),
                "if [ \"$1\" = shutdown ]; then touch " + folder + "/asked; exit 0; fi\n"
                        + "echo 'Name  ID Mem VCPUs State Time(s) UUID Reason-Code Security Label'\n"
                        + "echo 'Domain-0 0 1024 2 r----- 1.0 00000000-0000-0000-0000-000000000000 - -'\n"
                        + "[ -e " + folder + "/asked ] || [ ! -e " + folder
                        + "/created-0 ] || echo 'guest 1 64 1 -b---- 1.0 "
                        + GuestUuid.of(SLOT, 0) + " - -'");
    }

    void configuration(String more) throws IOException {
        DurableFiles.write(
                folders.configuration(),
                "node = " + NAME + "\ncoordinator = " + coordinator.address() + "\nkey-file = "
                        + folder.resolve("node.key") + "\nkernels = " + folder.resolve("kernels") + "\n" + more);
    }

    /** What the program in the place of vmpilot-create does when it is told to go. */
    void creator(String script) throws IOException {
        program(
                folders.programs().resolve("vmpilot-create"),
                "[ \"$3\" = --at-go ] && read -r word && [ \"$word\" = go ] || exit 75\n" + script);
    }

    void program(Path file, String script) throws IOException {
        DurableFiles.write(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void answer(RehearsalCoordinator.Answers with) {
        this.answers = with;
    }

    /** Grants the claim, says GO at once, and END when the test says so. */
    String willing(String verb, String body) throws InterruptedException {
        return switch (verb) {
            case "claim" -> new ClaimAnswer.Granted(order(Claim.fromJson(body), 128)).toJson();
            case "ready" -> new Word.Go().toJson();
            case "poll" -> {
                end.await();
                yield new Word.End(org.vmpilot.protocol.Notice.LEASE_ENDED, "the test has seen enough").toJson();
            }
            default -> "{}";
        };
    }

    Order order(Claim claim, int memoryMib) {
        return order(claim, memoryMib, true);
    }

    Order order(Claim claim, int memoryMib, boolean go) {
        GuestSpec spec = new GuestSpec(
                memoryMib,
                1,
                new Boot.Kernel(folder.resolve("kernels/kernel").toString(), Optional.empty(), "quiet"),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Shutdown(LONG));
        return new Order(
                claim.slot(),
                claim.node(),
                claim.nonce(),
                "lease",
                List.of(new GuestOrder(0, "guest-1", spec)),
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                new TeardownBudget(LONG, Duration.ofSeconds(15), Duration.ofSeconds(5)),
                go);
    }

    /** Starts the agent as if vmpilot-node had begun so long ago. */
    CompletableFuture<Integer> start(Duration ago) throws IOException {
        Uptime uptime = Uptime.system();
        PipedInputStream in = new PipedInputStream(launcher);
        AgentLog agentLog = new AgentLog(new PrintStream(log, true, StandardCharsets.UTF_8), uptime);
        run = new AgentRun(
                SLOT,
                folders,
                Map.of("PATH", folder + ":/usr/sbin:/usr/bin:/sbin:/bin"),
                uptime.millis() - ago.toMillis(),
                new SessionCommandRunner(),
                uptime,
                agentLog);
        exit = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(run.run(in));
                    } catch (InterruptedException | RuntimeException e) {
                        exit.completeExceptionally(e);
                    }
                },
                "agent");
        thread.setDaemon(true);
        thread.start();
        return exit;
    }

    CompletableFuture<Integer> start() throws IOException {
        CompletableFuture<Integer> started = start(Duration.ZERO);
        launcherSays("job 12\nlrm slurm\n");
        return started;
    }

    void launcherSays(String lines) throws IOException {
        launcher.write(lines.getBytes(StandardCharsets.US_ASCII));
        launcher.flush();
    }

    void jobIsOver() throws IOException {
        launcher.close();
    }

    Mailbox mailbox() {
        return run.mailbox();
    }

    String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    /** The agent ends before its folder goes. */
    @Override
    public void close() throws IOException {
        end.countDown();
        launcher.close();
        exit.handle((code, failure) -> code).join();
        coordinator.close();
        Awaitility.await("nobody writes to " + folder + " any more")
                .atMost(LONG)
                .until(this::removed);
    }

    /**
     * The real agent ends by halting its JVM; here its background threads and the commands that they run live on for a moment and
     * may still write.
     */
    private boolean removed() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !Files.exists(folder);
        }
    }
}
