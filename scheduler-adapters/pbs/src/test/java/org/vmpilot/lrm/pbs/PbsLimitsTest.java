package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.commands.Programs;

/** What the doctor is told, from what a server answered. */
class PbsLimitsTest {
    private static final String HOOKS = """
            Hook loghook
                type = site
                enabled = true
                event = execjob_begin,execjob_prologue,execjob_epilogue,execjob_end,
            \texecjob_preterm
                user = pbsadmin
            """;

    private final Map<String, CommandResult> answers = new HashMap<>();

    private final Limits limits = new Limits(new Asking(new Programs(
            command -> answers.get(String.join(
                    " ",
                    command.arguments()
                            .subList(0, Math.min(2, command.arguments().size())))),
            Path.of("/pbs"),
            Map.of(),
            Duration.ofSeconds(1))));

    @BeforeEach
    void asRecorded() {
        says("/pbs/qstat -B", "qstat -B -f -F json");
        says("/pbs/qstat -Q", "qstat -Q -f -F json");
        answers.put("/pbs/qmgr -c", new CommandResult.Exited(0, HOOKS, ""));
    }

    private void says(String call, String recorded) {
        Programs.Answer answer = Recordings.answer("03-qstat.txt", recorded);
        answers.put(call, new CommandResult.Exited(answer.status(), answer.output(), answer.errors()));
    }

    @Test
    void killDelayIntervalAndHooksAreTold() throws Exception {
        LrmLimits told = limits.read(Optional.empty());
        assertThat(told.notice()).as("PBS's default, which it does not show").contains(Duration.ofSeconds(10));
        assertThat(told.reaction()).contains(Duration.ofSeconds(10));
        assertThat(told.prolog()).contains(true);
        assertThat(told.epilog()).contains(true);
        assertThat(told.remarks())
                .anyMatch(words -> words.startsWith("node_fail_requeue is 30 s"))
                .noneMatch(words -> words.contains("history"));
    }

    @Test
    void aQueuesOwnKillDelayCounts() throws Exception {
        String json = "{\n\"Queue\": {\"vmm\": {\"kill_delay\": 60, \"enabled\": \"True\", \"started\": \"False\"}}}";
        answers.put("/pbs/qstat -Q", new CommandResult.Exited(0, json, ""));
        LrmLimits told = limits.read(Optional.of("vmm"));
        assertThat(told.notice()).contains(Duration.ofSeconds(60));
        assertThat(told.remarks()).contains("Queue vmm is not started.");
    }

    @Test
    void whoMayNotListHooksDoesNotKnowThem() throws Exception {
        answers.put("/pbs/qmgr -c", new CommandResult.Exited(159, "", "qmgr obj= svr=default: Unauthorized Request"));
        LrmLimits told = limits.read(Optional.empty());
        assertThat(told.prolog()).isEmpty();
        assertThat(told.remarks()).anyMatch(words -> words.contains("Unauthorized Request"));
        answers.put(
                "/pbs/qmgr -c", new CommandResult.Exited(0, HOOKS.replace("enabled = true", "enabled = false"), ""));
        assertThat(limits.read(Optional.empty()).epilog())
                .as("the node's own script may run")
                .isEmpty();
    }

    @Test
    void aServerThatIsDownIsUnreachable() {
        answers.put("/pbs/qstat -B", new CommandResult.Exited(255, "", "Connection refused\nqstat: cannot connect"));
        assertThatThrownBy(() -> limits.read(Optional.empty()))
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.UNREACHABLE);
    }
}
