package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;

/** A running job gives a node up: by the commands, and with the words, of a real 22.05. */
class ReleaseTest {
    private static final JobId JOB = new JobId("12");

    private final List<List<String>> changes = new ArrayList<>();
    private CommandResult shown = running("node[01-03]");
    private CommandResult config = exited(0, "AccountingStorageType   = accounting_storage/slurmdbd\n", "");
    private CommandResult changed = exited(0, "", "");
    private final Lrm lrm = SlurmLrm.open(
            SlurmSettings.of(Map.of()),
            command -> {
                if (command.arguments().get(0).endsWith("squeue")) {
                    return shown;
                } else if (command.arguments().contains("config")) {
                    return config;
                } else if (command.arguments().get(1).equals("show")) {
                    return exited(0, "node01\nnode02\nnode03\n", "");
                }
                changes.add(command.arguments().subList(1, command.arguments().size()));
                return changed;
            },
            InstantSource.fixed(Instant.EPOCH));

    private static CommandResult running(String nodes) {
        return exited(0, SqueueJob.HEADER + "\n12|RUNNING|0|None|" + nodes + "|vabcdefga1|\n", "");
    }

    private static CommandResult exited(int status, String output, String errors) {
        return new CommandResult.Exited(status, output, errors);
    }

    private LrmException.Kind refusal(String node) {
        List<LrmException> thrown = new ArrayList<>();
        assertThatThrownBy(() -> lrm.release(JOB, node)).isInstanceOfSatisfying(LrmException.class, thrown::add);
        return thrown.get(0).kind();
    }

    @Test
    void theJobGoesOnWithTheOthers() throws Exception {
        lrm.release(JOB, "node02");
        assertThat(changes).containsExactly(List.of("update", "JobId=12", "NodeList=node01,node03"));
    }

    @Test
    void aNodeThatItDoesNotHaveAndAJobThatIsOverAreLeftAlone() throws Exception {
        lrm.release(JOB, "node07");
        shown = exited(0, SqueueJob.HEADER + "\n12|COMPLETED|0|None|node[01-03]|vabcdefga1|\n", "");
        lrm.release(JOB, "node02");
        shown = exited(1, "", "slurm_load_jobs error: Invalid job id specified\n");
        lrm.release(JOB, "node02");
        assertThat(changes).isEmpty();
    }

    @Test
    void theFirstNodeIsKeptAndSaidSo() {
        changed = exited(1, "", "Invalid node name specified for job 12\n");
        assertThat(refusal("node01")).isEqualTo(LrmException.Kind.DENIED);
    }

    /** A 22.05 without accounting: "Job update not available right now, the DB index is being set, try again", to root and for ever. */
    @Test
    void withoutAccountingNothingIsGivenUp() {
        config = exited(0, "AccountingStorageType   = accounting_storage/none\n", "");
        assertThat(refusal("node02")).isEqualTo(LrmException.Kind.DENIED);
        assertThat(changes).isEmpty();
    }

    @Test
    void aClusterThatIsDownIsAskedAgain() {
        shown = exited(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
        assertThat(refusal("node02")).isEqualTo(LrmException.Kind.UNREACHABLE);
        assertThat(changes).isEmpty();
    }
}
