package org.vmpilot.killall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.killall.Behaviour.Then;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/** The whole program against SSH servers that do everything that servers do at 3 a.m. */
class FarmTest {
    /** Long enough for a flood of eight megabytes to be cut off. */
    private static final int NODE_TIMEOUT = 3 * Integer.getInteger("vmpilot.patience", 1);

    @TempDir
    Path folder;

    private Farm farm;
    private Path site;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void farm() throws Exception {
        farm = new Farm(folder);
    }

    @AfterEach
    void close() throws Exception {
        farm.close();
    }

    private int run(String input, String... arguments) {
        out.reset();
        err.reset();
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--config=" + site);
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return Main.run(terminal, words.toArray(new String[0]));
    }

    private List<String> printed() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void start(String... lines) throws Exception {
        site = farm.start(lines);
    }

    @Test
    void cleanNodesAreFoldedAndTheExitCodeIsGood() throws Exception {
        farm.node("node01", Behaviour.clean(2))
                .node("node02", Behaviour.clean(1))
                .node("node03", Behaviour.slow(0, 300));
        start();
        assertThat(run("", "kill-all", "--yes")).isZero();
        assertThat(printed()).containsExactly("clean             2  node[01-02]", "nothing to do     1  node03");
        assertThat(farm.asked.get("node01")).singleElement().asString().matches("kill-all \\S+@\\S+ \\S+");
    }

    @Test
    void everyKindOfTroubleHasItsVerdictAndHoldsUpNobody() throws Exception {
        farm.node("a-well", Behaviour.clean(1))
                .node("b-dirty", Behaviour.dirty("domain: web (7)"))
                .node("c-hangs", Behaviour.marksAndThen(Then.HANG))
                .node("d-closes", Behaviour.marksAndThen(Then.CLOSE_CONNECTION))
                .node("f-refuses", new Behaviour.RefusesLogin())
                .node("g-other-key", new Behaviour.WrongHostKey())
                .node("h-silent", new Behaviour.SaysOnly(""))
                .node("i-stuck", new Behaviour.SaysOnly("SSH-2.0-stuck\r\n"))
                .node("j-web", new Behaviour.SaysOnly("HTTP/1.1 400 Bad Request\r\n".repeat(400)))
                .node("k-nobody", new Behaviour.Nobody())
                .node("l-drops", new Behaviour.Drops())
                .node("m-well", Behaviour.clean(1));
        long probe = Patience.seconds(2).toSeconds();
        long login = Patience.seconds(4).toSeconds();
        start("width = 4", "probe-timeout = " + probe, "login-timeout = " + login, "node-timeout = " + NODE_TIMEOUT);
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.DIRTY);
        assertThat(printed())
                .containsExactlyInAnyOrder(
                        "clean             2  a-well,m-well",
                        "dirty             1  b-dirty: domain: web (7)",
                        "unknown           1  c-hangs: no verdict within " + NODE_TIMEOUT
                                + " s; the node may still be at it",
                        "unknown           1  d-closes: closed without a verdict",
                        "refused           1  f-refuses: login refused",
                        "refused           1  g-other-key: host key is another one than in known-hosts",
                        "unreachable       2  h-silent,l-drops: no SSH server answered within " + probe + " s",
                        "unreachable       1  i-stuck: connected, but no login within " + login + " s",
                        "unreachable       1  j-web: what answers there is no SSH server",
                        "unreachable       1  k-nobody: Connection refused");
    }

    @Test
    void whoPrintsWithoutEndIsCutOffByWhatItHasPrinted() throws Exception {
        farm.node("floods", Behaviour.marksAndThen(Then.FLOOD));
        start("node-timeout = 600");
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.UNKNOWN);
        assertThat(printed()).containsExactly("unknown           1  floods: prints without end; cut off");
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws Exception {
        String unmarked = Behaviour.verdict("clean", 1).replace("\"frozen\":true", "\"frozen\":false");
        String other = Behaviour.verdict("clean", 1).replace("vmpilot-killall/1", "vmpilot-killall/9");
        farm.node("a-looks", new Behaviour.Answers(List.of(Behaviour.verdict("seen", 3)), 0, Then.EXIT))
                .node("b-thaws", new Behaviour.Answers(List.of(Behaviour.verdict("thawed", 3)), 0, Then.EXIT))
                .node("c-unmarked", new Behaviour.Answers(List.of(unmarked), 0, Then.EXIT))
                .node("d-other", new Behaviour.Answers(List.of(other), 0, Then.EXIT))
                .node("e-rubbish", new Behaviour.Answers(List.of("{\"format\":", "{}", "[]", "clean"), 0, Then.EXIT));
        start();
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.UNKNOWN);
        assertThat(printed())
                .containsExactlyInAnyOrder(
                        "unknown           1  a-looks: answered 'seen' to kill-all: is its line in authorized_keys as shipped?",
                        "unknown           1  b-thaws: answered 'thawed' to kill-all: is its line in authorized_keys as shipped?",
                        "unknown           1  c-unmarked: answered 'clean', and the mark is not there",
                        "unknown           1  d-other: closed without a verdict: " + other,
                        "unknown           1  e-rubbish: closed without a verdict: clean");
    }

    @Test
    void aServerThatClosesAtFirstGetsAnotherTry() throws Exception {
        farm.node("busy", new Behaviour.ClosesAtFirst(2));
        start();
        assertThat(run("", "kill-all", "--yes")).isZero();
    }

    @Test
    void noMoreNodesThanAllowedAreLoggedInToAtOnce() throws Exception {
        for (int i = 10; i < 30; i++) {
            farm.node("n" + i, Behaviour.slow(1, 100));
        }
        start("width = 3");
        assertThat(run("", "kill-all", "--yes")).isZero();
        assertThat(farm.mostLoggedIn.get()).isLessThanOrEqualTo(3 + 1);
    }

    @Test
    void theNumberMustBeTyped() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.clean(0));
        start();
        assertThat(run("1\n", "kill-all")).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertThat(said()).contains("about to freeze 2 nodes and clear them of 1 guests", "Nothing was done.");
        assertThat(run("", "kill-all")).isEqualTo(ExitCode.NOT_CONFIRMED);
        assertThat(farm.asked.get("node1")).allMatch(command -> command.startsWith("look "));
        assertThat(run("2\n", "kill-all")).isZero();
        assertThat(farm.asked.get("node1")).anyMatch(command -> command.startsWith("kill-all "));
    }

    @Test
    void aDryRunPrintsWhatWouldBeSentAndContactsNobody() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.clean(1));
        start();
        assertThat(run("", "kill-all", "--dry-run", "-w", "node2")).isZero();
        assertThat(printed()).contains("nodes      1: node2").anyMatch(line -> line.startsWith("command    kill-all "));
        assertThat(farm.asked).isEmpty();
        assertThat(folder.resolve("journals")).doesNotExist();
    }

    @Test
    void aSelectionThatIsNoneDoesNothing() throws Exception {
        farm.node("node1", Behaviour.clean(1));
        start();
        assertThat(run("", "kill-all", "--yes", "-w", "node[1-3]")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("not in the site file: node[2-3]").contains("Nothing was done.");
        assertThat(run("", "kill-all", "--yes", "-w", "")).isEqualTo(ExitCode.USAGE);
        assertThat(run("", "kill-all", "--yes", "--nodse", "node1")).isEqualTo(ExitCode.USAGE);
        assertThat(farm.asked).isEmpty();
    }

    @Test
    void whatIsNotWellIsDoneAgainByResume() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.dirty("domain: web (7)"));
        start();
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.DIRTY);
        assertThat(run("", "kill-all", "--yes", "--resume")).isEqualTo(ExitCode.USAGE);
        String run;
        try (Stream<Path> runs = Files.list(folder.resolve("journals"))) {
            run = runs.findFirst().orElseThrow().getFileName().toString();
        }
        farm.change("node2", Behaviour.clean(1));
        assertThat(run("", "kill-all", "--yes", "--resume", run)).as(said()).isZero();
        assertThat(printed()).containsExactly("clean             2  node[1-2]");
        assertThat(farm.asked.get("node1")).hasSize(1);
        assertThat(farm.asked.get("node2")).hasSize(2);
    }

    @Test
    void certificatesComeBack() throws Exception {
        String certificate =
                "{\"format\":\"vmpilot-killall/1\",\"certificate\":{\"slot\":\"vabcdefga1.2\",\"verdict\":\"clean\"}}";
        String forged = certificate.replace("vabcdefga1.2", "../../x");
        String clean = Behaviour.verdict("clean", 1);
        farm.node("node1", new Behaviour.Answers(List.of(certificate, clean), 0, Then.EXIT))
                .node("node2", new Behaviour.Answers(List.of(forged, clean), 0, Then.EXIT));
        start();
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.UNKNOWN);
        try (Stream<Path> files = Files.walk(folder.resolve("journals"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .singleElement()
                    .satisfies(file -> assertThat(file).endsWithRaw(Path.of("certificates/node1/vabcdefga1.2.json")));
        }
    }

    /** A node of which a certificate does not read back is not clean, whatever it says. */
    @Test
    void cleanIsNotBelievedBesideACertificateThatCannotBeRead() throws Exception {
        String begin = "{\"format\":\"vmpilot-killall/1\",\"certificate\":";
        String clean = Behaviour.verdict("clean", 1);
        farm.node("a-empty", new Behaviour.Answers(List.of(begin + "}", clean), 0, Then.EXIT))
                .node("b-cut", new Behaviour.Answers(List.of(begin + "{\"slot\":\"vabc", clean), 0, Then.EXIT))
                .node("c-bare", new Behaviour.Answers(List.of(begin + "{}}", clean), 0, Then.EXIT))
                .node(
                        "d-odd",
                        new Behaviour.Answers(
                                List.of(begin + "{\"slot\":\"vabcdefga1.2\",\"verdict\":\"fine\"}}", clean),
                                0,
                                Then.EXIT))
                .node("e-well", Behaviour.clean(1));
        start();

        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.UNKNOWN);

        assertThat(printed())
                .contains("clean             1  e-well")
                .filteredOn(line -> line.startsWith("unknown"))
                .hasSize(4)
                .allMatch(line -> line.contains("answered 'clean', and what it sent before cannot be read: {"));
    }

    @Test
    void oneBrokenLineOfKnownHostsCostsItsNode() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.clean(1));
        start();
        Path file = folder.resolve("known_hosts");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        int broken = 0;
        while (!lines.get(broken).contains("node2")) {
            broken++;
        }
        lines.set(broken, lines.get(broken).split(" ", 2)[0] + " ssh-ed2");
        Files.write(file, lines);

        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.REFUSED);

        String place = file + ":" + (broken + 1);
        assertThat(printed())
                .containsExactlyInAnyOrder(
                        "clean             1  node1",
                        "refused           1  node2: its line in known-hosts cannot be read (" + place + ")");
        assertThat(said()).contains(place + ": not a line of known_hosts");
    }

    @Test
    void aDryRunSaysWhatIsMissing() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", Behaviour.clean(1));
        start();
        Path file = folder.resolve("known_hosts");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.stream().filter(line -> !line.contains("node2")).toList());
        assertThat(run("", "kill-all", "--dry-run")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(said()).contains("1 nodes have no host key in " + file + " and would be refused: node2");
        assertThat(run("", "kill-all", "--dry-run", "-w", "node1")).isZero();

        Files.delete(file);
        assertThat(run("", "kill-all", "--dry-run")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(said()).contains("known_hosts: no such file");
        assertThat(farm.asked).isEmpty();
    }

    @Test
    void thawTakesTheMarksOffAndSaysWhereItCouldNot() throws Exception {
        farm.node("node1", Behaviour.clean(1)).node("node2", new Behaviour.Nobody());
        start();
        assertThat(run("", "thaw")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(printed()).contains("thawed            1  node1");
    }

    @Test
    void jsonIsOneDocument() throws Exception {
        farm.node("node1", Behaviour.clean(3)).node("node2", new Behaviour.Nobody());
        start();
        assertThat(run("", "kill-all", "--yes", "--json")).isEqualTo(ExitCode.UNREACHABLE);
        JsonFields report = Json.fields(out.toString(StandardCharsets.UTF_8).strip());
        assertThat(report.integer("exit")).isEqualTo(4);
        assertThat(report.object("summary").text("CLEAN")).isEqualTo("node1");
        assertThat(report.objects("nodes")).hasSize(2);
    }

    @Test
    void anUnwritableJournalStopsNothing() throws Exception {
        farm.node("node1", Behaviour.clean(1));
        start();
        Files.createFile(folder.resolve("journals"));
        assertThat(run("", "kill-all", "--yes")).isZero();
        assertThat(said()).contains("going on without one");
    }

    @Test
    void aKeyThatOthersCanReadIsNotUsed() throws Exception {
        farm.node("node1", Behaviour.clean(1));
        start();
        Files.setPosixFilePermissions(folder.resolve("key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("", "kill-all", "--yes")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(said()).contains("chmod 0600", "Nothing was done.");
    }

    @Test
    void nodesAreReachedThroughAJumpHost() throws Exception {
        farm.node("gate", Behaviour.clean(0)).node("node1", Behaviour.clean(1)).node("node2", new Behaviour.Nobody());
        start();
        Files.writeString(
                site,
                Files.readString(site) + "jump = admin@" + farm.network() + gateAddress() + ":" + farm.port() + "\n");
        String known = Files.readString(folder.resolve("known_hosts"));
        Files.writeString(
                folder.resolve("known_hosts"),
                known
                        + known.lines()
                                .findFirst()
                                .orElseThrow()
                                .replace("[gate]", "[" + farm.network() + gateAddress() + "]")
                        + "\n");
        assertThat(run("", "kill-all", "--yes", "-w", "node[1-2]")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(printed())
                .containsExactly(
                        "clean             1  node1", "unreachable       1  node2: not reached from the jump host");
    }

    private String gateAddress() throws Exception {
        return Files.readString(site)
                .lines()
                .filter(line -> line.startsWith("address.gate"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*\\.", "");
    }
}
