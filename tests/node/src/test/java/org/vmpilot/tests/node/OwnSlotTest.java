package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each LRM's hook knows the slot of its own job, however that LRM writes ids: the corpus that Java reads as well. */
class OwnSlotTest extends OnANode {
    static Stream<Corpus.JobId> ids() throws IOException {
        return Corpus.jobIds().filter(id -> id.hook() != null);
    }

    /** vmpilot-node lives on in a session of its own: the slot is of a job that is over, and only its id says so. */
    @ParameterizedTest
    @MethodSource("ids")
    void theEpilogOfAJobEndsItsSlotThatStillLivesAndNobodyElses(Corpus.JobId id) {
        Slot other = new Slot(node, "vneighbra1.3").record(1, id.record() + "9", id.lrm());
        slot.record(1, id.record(), id.hookJob(), id.lrm());
        List<Run> held = List.of(slot.held(), other.held());
        slot.create(0).result().mustSucceed();
        other.create(0).result().mustSucceed();

        Run.Result epilog = epilog(id);

        assertThat(node.domains())
                .as("exit %d: %s", epilog.exit(), epilog.err())
                .containsExactly(other.uuid(0));
        assertThat(epilog.exit()).as(epilog.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.forEach(Run::result);
    }

    /** A node may serve two LRMs, while a site changes from one to the other: plain numbers meet within days. */
    @Test
    void theSameNumberOfAnotherLrmIsNobodysJob() {
        slot.record(1, "4711", "grid-engine");
        Run held = slot.held();
        slot.create(0).result().mustSucceed();

        for (String hook : List.of("prolog", "epilog")) {
            Run.Result result = node.exec("env", "SLURM_JOB_ID=4711", VirtualNode.PROGRAMS + hook);
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(slot.lives(0)).as(hook).isTrue();
        }

        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
        node.reap(slot.key()).mustSucceed();
    }

    @Test
    void aPersonMayWriteAnIdAsTheLrmShowsIt() throws IOException {
        for (Corpus.JobId id : Corpus.jobIds().toList()) {
            for (String written : List.of(id.shown(), id.hookJob())) {
                slot.record(1, id.record(), id.hookJob(), id.lrm()).guests(1);

                node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--job", written)
                        .mustSucceed();

                assertThat(node.domains()).as(written).isEmpty();
            }
        }
    }

    @Test
    void theLauncherTellsTheAgentTheIdThatTheLrmShows() throws IOException {
        node.write("/etc/vmpilot/agent", """
            #!/bin/sh
            case "$*" in *' deliver') exit 1 ;; esac
            read -r job; read -r lrm; echo "$job, $lrm" >>/run/introduction
            exit 4
            """);
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");
        List<String> told = new ArrayList<>();
        for (Corpus.JobId id : Corpus.jobIds().toList()) {
            List<String> command = new ArrayList<>(List.of("env"));
            command.addAll(id.job());
            command.addAll(List.of(VirtualNode.PROGRAMS + "pilot-job", slot.key()));
            node.startAsJob(command.toArray(String[]::new)).result();
            told.add("job " + id.shown() + (id.hookJob().equals(id.record()) ? "" : " " + id.hookJob()) + ", lrm "
                    + id.lrm());
        }

        assertThat(node.read("/run/introduction").lines()).containsExactlyElementsOf(told);
    }

    private Run.Result epilog(Corpus.JobId id) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(id.environment());
        command.add(VirtualNode.PROGRAMS + "epilog");
        command.addAll(id.hookArguments());
        return node.exec(command.toArray(String[]::new));
    }
}
