package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmException.Kind;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeState;

/** The dialect against a cell of recorded answers and two queues on one node. */
class GridEngineDialectTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    /** The beginning of a command line → its answer. */
    private final Map<String, CommandResult> answers = new LinkedHashMap<>();

    private final List<String> asked = new ArrayList<>();
    private GridEngineDialect dialect;

    @BeforeEach
    void cell() {
        dialect = newDialect();
        answers.put("qstat -u vmjob -s", exited(0, Recorded.text("qstat-xml.xml"), ""));
        answers.put("qstat -xml -j 1292", exited(0, Recorded.text("qstat-j-error.xml"), ""));
        states("", "");
    }

    private GridEngineDialect newDialect() {
        GridEngineSettings settings = GridEngineSettings.of(Map.of("owner", "vmjob", "commands", "/sge"));
        return new GridEngineDialect(settings, this::run, InstantSource.fixed(NOW), folder.resolve("state/drains"));
    }

    private CommandResult run(Command command) {
        String line = String.join(" ", command.arguments()).substring("/sge/".length());
        asked.add(line);
        if (line.startsWith("qmod -d") && !answers.containsKey("qmod")) {
            states("d", "d");
        }
        return answers.entrySet().stream()
                .filter(answer -> line.startsWith(answer.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(exited(0, "", ""));
    }

    private void states(String first, String second) {
        String xml = "<job_info><queue_info><Queue-List><name>a.q@n1</name><state>" + first
                + "</state></Queue-List><Queue-List><name>b.q@n1</name><state>" + second
                + "</state></Queue-List></queue_info></job_info>";
        answers.put("qstat -u vmjob -f", exited(0, xml, ""));
    }

    private static CommandResult exited(int status, String output, String errors) {
        return new CommandResult.Exited(status, output, errors);
    }

    @Test
    void aSnapshotIsOneQueryHoweverManyJobs() throws Exception {
        answers.put("qstat -u vmjob -s", exited(0, Recorded.text("qstat-s-z-xml.xml"), ""));
        assertThat(dialect.snapshot(List.of()).jobs()).hasSizeGreaterThan(20);
        assertThat(dialect.snapshot(List.of()).askedAt()).isEqualTo(NOW);
        assertThat(asked).containsOnly("qstat -u vmjob -s prsz -g t -xml").hasSize(2);
    }

    @Test
    void whyAJobIsInErrorIsAskedOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            Job failed = dialect.snapshot(List.of()).jobs().get(1);
            assertThat(failed.reason().orElse("")).contains("(Eqw)").contains("can't chdir to /nonexistent/dir");
        }
        assertThat(asked).containsOnlyOnce("qstat -xml -j 1292").hasSize(4);
    }

    @Test
    void thatTheReasonCannotBeAskedHidesNoJob() throws Exception {
        answers.put("qstat -xml -j 1292", exited(1, "", "error: commlib error"));
        assertThat(dialect.snapshot(List.of()).jobs()).hasSize(7);
    }

    @Test
    void aCellThatDoesNotAnswerIsNotAnEmptyOne() {
        for (CommandResult silence : List.of(
                exited(1, "", "error: commlib error: got select error (Connection refused)\n"),
                exited(0, "", ""),
                exited(0, "<job_info>", ""),
                new CommandResult.TimedOut(true, "", ""),
                new CommandResult.NotStarted("no such file"))) {
            answers.put("qstat -u vmjob -s", silence);
            answers.put("qstat -u vmjob -f", silence);
            assertKind(Kind.UNREACHABLE, () -> dialect.snapshot(List.of()));
            assertKind(Kind.UNREACHABLE, () -> dialect.search("pilot_run"));
            assertKind(Kind.UNREACHABLE, () -> dialect.nodes());
            assertKind(Kind.UNREACHABLE, () -> dialect.drain("n1", "vmpilot: x"));
            assertKind(Kind.UNREACHABLE, () -> dialect.resume("n1"));
        }
    }

    @Test
    void aSearchFindsWhatWaitsWhatRunsAndWhatIsAccounted() throws Exception {
        answers.put("qacct", exited(1, "", "error: job name pilot_arr not found\n"));
        assertThat(dialect.search("pilot_arr")).hasSize(3);
        answers.put("qacct", exited(0, Recorded.text("qacct-j-finished.txt"), ""));
        assertThat(dialect.search("pilot_run"))
                .as("one that lives is not over because an older one of its number is accounted")
                .extracting(Job::state)
                .containsExactly(Job.State.RUNNING);
        answers.put("qstat -u vmjob -s", exited(0, "<job_info/>", ""));
        assertThat(dialect.search("pilot_run")).extracting(Job::state).containsExactly(Job.State.ENDED);
    }

    @Test
    void aSearchThatFindsNothingIsNoAnswerWithoutTheAccountingAndOneThatDoesIs() throws Exception {
        answers.put("qacct", new CommandResult.TimedOut(true, "", ""));
        assertThat(dialect.search("pilot_run")).extracting(Job::state).containsExactly(Job.State.RUNNING);
        answers.put("qstat -u vmjob -s", exited(0, "<job_info/>", ""));
        answers.put("qacct", exited(1, "", "/var/lib/gridengine/default/common/accounting: Permission denied\n"));
        assertKind(Kind.UNREACHABLE, () -> dialect.search("pilot_run"));
        answers.put("qacct", new CommandResult.TimedOut(true, "", ""));
        assertKind(Kind.UNREACHABLE, () -> dialect.search("pilot_run"));
    }

    @Test
    void aCellInWhichNoJobHasEndedHasNoAccounting() throws Exception {
        answers.put("qacct", exited(1, "no jobs running since startup\n", "accounting: No such file or directory\n"));
        assertThat(dialect.search("pilot_pend")).hasSize(1);
    }

    @Test
    void aDrainClosesEveryQueueOfTheNodeAndIsKnownAsOurs() throws Exception {
        dialect.drain("n1", "vmpilot: guest left");
        assertThat(asked).contains("qmod -d a.q@n1 b.q@n1");
        assertThat(dialect.nodes())
                .containsExactly(new NodeState("n1", true, true, Optional.of("vmpilot: guest left")));
        assertThat(newDialect().nodes().get(0).reason())
                .as("after a restart of ours")
                .contains("vmpilot: guest left");
    }

    @Test
    void aDrainOfOursIsLiftedByUs() throws Exception {
        dialect.drain("n1", "vmpilot: guest left");
        dialect.resume("n1");
        assertThat(asked).contains("qmod -e a.q@n1 b.q@n1");
        states("d", "");
        assertKind(Kind.DENIED, () -> dialect.resume("n1"));
    }

    @Test
    void aDrainOfAnAdministratorIsLeft() {
        states("d", "d");
        assertKind(Kind.DENIED, () -> dialect.resume("n1"));
        assertThat(asked).noneMatch(line -> line.startsWith("qmod"));
    }

    @Test
    void aQueueThatAnAdministratorHadDisabledBeforeStaysDisabled() throws Exception {
        states("d", "");
        dialect.drain("n1", "vmpilot: guest left");
        dialect.resume("n1");
        assertThat(asked).contains("qmod -d b.q@n1", "qmod -e b.q@n1");
    }

    @Test
    void whatAnAdministratorHasEnabledIsHisFromThenOn() throws Exception {
        dialect.drain("n1", "vmpilot: guest left");
        states("", "");
        assertThat(dialect.nodes().get(0).drained()).isFalse();
        states("d", "d");
        assertKind(Kind.DENIED, () -> dialect.resume("n1"));
    }

    @Test
    void aDrainOfADrainedNodeChangesNothing() throws Exception {
        states("d", "d");
        dialect.drain("n1", "vmpilot: guest left");
        assertThat(asked).noneMatch(line -> line.startsWith("qmod"));
        assertKind(Kind.DENIED, () -> dialect.resume("n1"));
    }

    @Test
    void aNodeThatTheCellDoesNotHaveIsAnError() {
        assertKind(Kind.DENIED, () -> dialect.drain("n2", "vmpilot: x"));
        assertKind(Kind.DENIED, () -> dialect.resume("n2"));
    }

    @Test
    void whatGridEngineSaysOfARefusalIsPassedOn() {
        String words = "other - you have no permission to modify queue \"a.q@n1\"";
        answers.put("qmod", exited(1, "", words + "\n"));
        assertThatThrownBy(() -> dialect.drain("n1", "vmpilot: x")).hasMessageContaining(words);
        assertKind(Kind.DENIED, () -> dialect.drain("n1", "vmpilot: x"));
        states("d", "d");
        answers.remove("qmod");
        assertKind(Kind.DENIED, () -> dialect.resume("n1"));
    }

    @Test
    void aDrainWithoutAnAnswerMayHaveBeenDone() {
        answers.put("qmod", new CommandResult.TimedOut(true, "", ""));
        assertKind(Kind.UNKNOWN, () -> dialect.drain("n1", "vmpilot: x"));
    }

    @Test
    void aRecordThatCannotBeReadIsNamedWithItsLine() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/drains"), "a.q@n1\tvmpilot: x\nrubbish\n");
        assertThatThrownBy(() -> dialect.nodes()).hasMessageContaining("drains, line 2");
    }

    /** A store that was restored without it. */
    @Test
    void aRecordThatIsNotThereIsNamedWithEachNodeThatItMayHaveBeenAbout() throws Exception {
        dialect.drain("n1", "vmpilot: guest left");
        assertThat(dialect.nodes().get(0).reason()).contains("vmpilot: guest left");
        Files.delete(folder.resolve("state/drains"));
        assertThat(dialect.nodes().get(0).reason().orElseThrow())
                .contains("a.q@n1: state d", "state/drains, which says what we have disabled, is not there", "qmod -e");
        states("", "");
        assertThat(dialect.nodes().get(0).reason()).isEmpty();
    }

    @Test
    void theSettleTimeIsTheSites() {
        assertThat(dialect.settleTime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(dialect.name()).isEqualTo("grid-engine");
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(LrmException.class)
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(kind);
    }

    @Test
    void limitsAreReadInAHandfulOfCallsHoweverManyHosts() throws Exception {
        answers.put("qconf -sq a.q", exited(0, Recorded.text("qconf-sq.txt"), ""));
        answers.put("qconf -ssconf", exited(0, Recorded.text("qconf-ssconf.txt"), ""));
        answers.put("qconf -sconfl", exited(0, "n1\nelsewhere\n", ""));
        String own = "#n1:\nexecd_params INHERIT_ENV=false\nepilog root@/site/epilog\n";
        answers.put("qconf -sconf global,n1", exited(0, Recorded.text("qconf-sconf.txt") + own, ""));

        LrmLimits limits = dialect.limits(Optional.of("a.q@n1"));
        assertThat(limits.notice()).contains(Duration.ofSeconds(10));
        assertThat(limits.epilog()).contains(true);
        assertThat(limits.remarks()).singleElement().asString().contains("vmpilot_dirty");
        assertThat(asked).hasSize(5);
    }

    @Test
    void aQueueThatDoesNotExistIsRefusedByNameAndACellThatIsDownIsNot() {
        answers.put("qconf", exited(1, "", "No cluster queue or queue instance matches \"c.q\" found\n"));
        assertKind(Kind.DENIED, () -> dialect.limits(Optional.of("c.q")));
        answers.put("qconf", exited(1, "", "error: unable to contact qmaster using port 6444 on host \"master\"\n"));
        assertKind(Kind.UNREACHABLE, () -> dialect.limits(Optional.of("a.q")));
    }
}
