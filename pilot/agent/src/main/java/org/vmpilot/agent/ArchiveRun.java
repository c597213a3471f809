package org.vmpilot.agent;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
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
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.node.NodeFolders;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/**
 * A rehearsal for the class data archive ({@code java -XX:ArchiveClassesAtExit=FILE … ArchiveRun}, at installation): one slot from
 * claim to end in a temporary folder, against a coordinator on loopback and programs that do nothing. It touches nothing else
 * and needs no root.
 */
public final class ArchiveRun {
    private static final SlotKey SLOT = SlotKey.parse("vaaaaaaaa1.1");
    private static final String NODE = "rehearsal";

    private final CountDownLatch guestUp = new CountDownLatch(1);
    private final Path folder;

    private ArchiveRun(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("vmpilot-archive");
        try {
            new ArchiveRun(folder).rehearse();
        } finally {
            remove(folder);
        }
    }

    private void rehearse() throws IOException, InterruptedException {
        NodeKey key = NodeKey.derive(new byte[NodeKey.BYTES], NODE);
        Seal seal = new Seal(key, NODE, new SecureRandom());
        try (RehearsalCoordinator coordinator = new RehearsalCoordinator(seal, this::answer)) {
            int code = agent(node(key, coordinator.address()));
            if (code != 0) {
                throw new IllegalStateException("the rehearsal ended with exit code " + code);
            }
        }
    }

    private int agent(NodeFolders folders) throws IOException, InterruptedException {
        Uptime uptime = Uptime.system();
        Map<String, String> environment = Map.of("PATH", folder + ":/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C");
        AgentLog log = new AgentLog(System.err, uptime);
        AgentRun run =
                new AgentRun(SLOT, folders, environment, uptime.millis(), new SessionCommandRunner(), uptime, log);
        try (PipedInputStream launcher = new PipedInputStream();
                PipedOutputStream lines = new PipedOutputStream(launcher)) {
            lines.write("job 1\nlrm embedded\n".getBytes(StandardCharsets.US_ASCII));
            return run.run(launcher);
        }
    }

    private String answer(String verb, String body) throws InterruptedException {
        if (body.contains(Report.Event.GUEST_UP.name())) {
            guestUp.countDown();
        }
        return switch (verb) {
            case "claim" -> new ClaimAnswer.Granted(order(Claim.fromJson(body))).toJson();
            case "ready" -> new Word.Go().toJson();
            case "poll" -> {
                guestUp.await();
                yield new Word.End(Notice.LEASE_ENDED, "the rehearsal is over").toJson();
            }
            default -> "{}";
        };
    }

    private Order order(Claim claim) {
        GuestSpec spec = new GuestSpec(
                64,
                1,
                new Boot.Kernel(folder.resolve("kernels/kernel").toString(), Optional.empty(), ""),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Shutdown(Duration.ofMillis(500)));
        return new Order(
                claim.slot(),
                claim.node(),
                claim.nonce(),
                "rehearsal",
                List.of(new GuestOrder(0, "guest-1", spec)),
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                new TeardownBudget(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(5)),
                true);
    }

    private NodeFolders node(NodeKey key, String coordinator) throws IOException, InterruptedException {
        NodeFolders folders = new NodeFolders(
                folder.resolve("run"), folder.resolve("state"), folder.resolve("node.conf"), folder.resolve("node"));
        DurableFiles.write(folder.resolve("node.key"), key.text());
        DurableFiles.folder(folder.resolve("kernels"));
        DurableFiles.write(folder.resolve("kernels/kernel"), "no kernel");
        DurableFiles.write(
                folders.configuration(),
                "node = " + NODE + "\ncoordinator = " + coordinator + "\nkey-file = " + folder.resolve("node.key")
                        + "\nkernels = " + folder.resolve("kernels") + "\n");
        DurableFiles.folder(folders.programs());
        program(folders.programs().resolve("vmpilot-create"), "read -r go");
        program(folders.programs().resolve("vmpilot-memory"), "echo reached 1024");
        program(
                folder.resolve("xl"),
                "[ \"$1\" != list ] || cat <<END\n"
                        + "Name  ID Mem VCPUs State Time(s) UUID Reason-Code Security Label\n"
                        + "Domain-0 0 1024 2 r----- 1.0 00000000-0000-0000-0000-000000000000 - -\n"
                        + "guest 1 64 1 -b---- 1.0 " + GuestUuid.of(SLOT, 0) + " - -\nEND");
        RehearsalGuard.listen(folders.guard(SLOT));
        return folders;
    }

    private static void program(Path file, String script) throws IOException {
        DurableFiles.write(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
