package org.vmpilot.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.NodeConf;
import org.vmpilot.guard.NodeConfException;
import org.vmpilot.guard.NodeConfFile;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.Pause;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.VmmException;
import org.vmpilot.vmm.xl.XlSettings;
import org.vmpilot.vmm.xl.XlVmm;

/** One corpus, two readers (tests/corpus/README.md): what the node programs' bash reads and what the agent's Java reads is the same. */
class CorpusTest {
    private static final Path CORPUS = Path.of(System.getProperty("vmpilot.root"), "tests/corpus");
    private static final Duration LONG = Duration.ofSeconds(20L * XlBench.PATIENCE);
    private static final String SLOT = "vabcdefga1.2";

    private final SessionCommandRunner runner = new SessionCommandRunner();

    @TempDir
    private Path folder;

    private static Stream<String> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> !file.endsWith("expected"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** What bash reads: lines. */
    private List<String> bash(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(CORPUS.resolve("reader").toString()));
        command.addAll(List.of(words));
        CommandResult result = runner.run(Command.of(LONG, Map.of("PATH", "/usr/bin:/bin"), command));
        CommandResult.Exited exited = (CommandResult.Exited) result;
        assertThat(exited.errors()).isEmpty();
        return exited.output().lines().toList();
    }

    // ---- xl list -v ----

    static Stream<String> listings() throws IOException {
        return files("listings");
    }

    /** Fields of an expected line: domid, MiB, letters, state, UUID, name. */
    private static List<String> expected(String listing, int... fields) throws IOException {
        return Files.readAllLines(CORPUS.resolve("listings/" + listing + ".expected")).stream()
                .map(line -> line.split(" ", 6))
                .map(words -> words.length == 1
                        ? words[0]
                        : Arrays.stream(fields).mapToObj(field -> words[field]).collect(Collectors.joining(" ")))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("listings")
    void bashReadsAListing(String listing) throws Exception {
        List<String> read =
                bash("listing", CORPUS.resolve("listings/" + listing).toString());

        assertThat(read.stream().sorted().toList()).isEqualTo(expected(listing, 0, 1, 2, 4, 5));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void javaReadsAListing(String listing) throws Exception {
        List<String> read;
        try {
            read = xl(listing).list().stream()
                    .filter(domain -> !domain.isDom0())
                    .map(CorpusTest::line)
                    .sorted()
                    .toList();
        } catch (VmmException e) {
            read = List.of("unreadable");
        }

        assertThat(read).isEqualTo(expected(listing, 0, 1, 3, 4, 5));
    }

    private static String line(Domain domain) {
        return domain.id() + " " + domain.memoryMib() + " " + domain.state() + " " + domain.uuid() + " "
                + domain.name().orElse("(null)").replace("\n", "\\n");
    }

    /** An xl that prints the file. */
    private XlVmm xl(String listing) throws IOException {
        Path xl = folder.resolve("xl");
        Files.writeString(xl, "#!/bin/sh\nexec cat " + CORPUS.resolve("listings/" + listing) + "\n");
        Files.setPosixFilePermissions(xl, PosixFilePermissions.fromString("rwx------"));
        XlSettings settings = new XlSettings(
                List.of(xl.toString()),
                (index, file) -> List.of(),
                List.of(),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                LONG,
                LONG,
                Duration.ofMillis(50));
        return new XlVmm(runner, settings, Uptime.system(), Pause.system());
    }

    // ---- node.conf ----

    static Stream<String> confs() throws IOException {
        return files("node.conf");
    }

    @ParameterizedTest
    @MethodSource("confs")
    void bothReadANodeConf(String name) throws Exception {
        Path file = folder.resolve("node.conf");
        Files.copy(CORPUS.resolve("node.conf/" + name), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assumeTrue(
                (Integer) Files.getAttribute(file, "unix:uid") == 0,
                "a node.conf is root's: not tried as another user");

        List<String> bash = bash("conf", file.toString());

        assertThat(bash.equals(List.of("bad"))).isEqualTo(name.startsWith("bad-") && !name.startsWith("bad-agent-"));
        if (name.startsWith("good-")) {
            assertThat(bash).containsAll(shared(NodeConfFile.read(file)));
        } else {
            assertThat(catchProblems(file)).isNotEmpty();
        }
    }

    private static List<String> catchProblems(Path file) {
        try {
            NodeConfFile.read(file);
            return List.of();
        } catch (NodeConfException e) {
            return e.problems();
        }
    }

    /** What both languages need of it. */
    private static List<String> shared(NodeConf conf) {
        return List.of(
                "node = " + conf.node(),
                "coordinator = " + String.join(",", conf.coordinators()),
                "key-file = " + conf.keyFile(),
                "java = " + conf.java(),
                "dom0-memory = " + conf.dom0Memory(),
                "dom0-memory-min = " + conf.dom0MemoryMinMib(),
                "dom0-available-min = " + conf.dom0AvailableMinMib(),
                "memory-tolerance = " + conf.memoryToleranceMib(),
                "memory-timeout = " + conf.memoryTimeout().toSeconds(),
                "xl-timeout = " + conf.xlTimeout().toSeconds(),
                "xl-create-timeout = " + conf.xlCreateTimeout().toSeconds(),
                "lock-wait = " + conf.lockWait().toSeconds(),
                "end-timeout = " + conf.endTimeout().toSeconds(),
                "epilog-bound = " + conf.epilogBound().toSeconds(),
                "allow-every-guest = " + (conf.allowEveryGuest() ? "yes" : "no"));
    }

    // ---- slot records ----

    @Test
    void bothReadSlotRecords() throws Exception {
        List<String> unknown = new ArrayList<>(files("records").toList());
        for (String line : Files.readAllLines(CORPUS.resolve("records/expected"))) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split(" \\| ", -1);
            Path file = CORPUS.resolve("records/" + fields[0]);
            assertThat(bash("record", file.toString(), SLOT)).as(fields[0]).containsExactly(fields[1]);
            assertThat(record(Files.readString(file))).as(fields[0]).isEqualTo(fields[2]);
            unknown.remove(fields[0]);
        }
        assertThat(unknown).as("without a line in 'expected'").isEmpty();
    }

    private static String record(String text) {
        try {
            SlotRecord record = SlotRecord.parse(text);
            return record.slot().toString().equals(SLOT)
                    ? record.job() + " " + record.guests().size() + " " + record.memoryMib()
                    : "none";
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    // ---- job ids ----

    @Test
    void bothWriteJobIdsAsTheRecordHasThem() throws Exception {
        for (String line : Files.readAllLines(CORPUS.resolve("job-ids"))) {
            if (!line.startsWith("#")) {
                String[] fields = line.split("\\s*\\|\\s*", -1);
                assertThat(bash("job", fields[1])).as(line).containsExactly(fields[3]);
                assertThat(LrmJob.word(fields[1])).as(line).isEqualTo(fields[3]);
            }
        }
    }
}
