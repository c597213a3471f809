package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each LRM's hook knows the slot of its own job, however that LRM writes ids: the corpus that the agent's reader has as well. */
class OwnSlotTest extends OnANode {
    static Stream<Corpus.JobId> ids() throws IOException {
        return Corpus.jobIds().filter(id -> id.hook() != null);
    }

    /** vmpilot-node lives on in a session of its own: the slot is of a job that is over, and only its id says so. */
    @ParameterizedTest
    @MethodSource("ids")
    void theEpilogOfAJobEndsItsSlotThatStillLives(Corpus.JobId id) {
        slot.record(1, id.record());
        Run held = slot.held();
        slot.create(0).result().mustSucceed();

        Run.Result epilog = hook("epilog", id);

        assertThat(node.domains())
                .as("exit %d: %s", epilog.exit(), epilog.err())
                .isEmpty();
        assertThat(epilog.exit()).as(epilog.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        end(held);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void andNobodyElses(Corpus.JobId id) {
        slot.record(1, id.record() + "9");
        Run held = slot.held();
        slot.create(0).result().mustSucceed();

        assertThat(hook("epilog", id).exit()).isZero();

        assertThat(slot.lives(0)).isTrue();
        end(held);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPersonMayWriteItAsTheLrmShowsIt(Corpus.JobId id) {
        slot.record(1, id.record()).guests(1);

        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--job", id.shown()).mustSucceed();

        assertThat(node.domains()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theLauncherTellsTheAgentTheIdThatTheLrmShows(Corpus.JobId id) {
        node.write(
                "/etc/vmpilot/agent",
                "#!/bin/sh\nread -r job; read -r lrm; echo \"$job, $lrm\" >>/run/introduction\nexit 3\n");
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(id.job());
        command.addAll(List.of(VirtualNode.PROGRAMS + "pilot-job", slot.key()));

        node.startAsJob(command.toArray(String[]::new)).result();

        assertThat(node.read("/run/introduction")).contains("job " + id.shown() + ", lrm " + id.lrm());
    }

    private Run.Result hook(String hook, Corpus.JobId id) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(id.environment());
        command.add(VirtualNode.PROGRAMS + hook);
        command.addAll(id.hookArguments());
        return node.exec(command.toArray(String[]::new));
    }

    private void end(Run held) {
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
    }
}
