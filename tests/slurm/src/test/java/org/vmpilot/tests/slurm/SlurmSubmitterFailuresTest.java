package org.vmpilot.tests.slurm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.contract.Fault;
import org.vmpilot.lrm.contract.FaultyPrograms;
import org.vmpilot.lrm.contract.SubmitterFailures;
import org.vmpilot.lrm.slurm.SlurmLrm;
import org.vmpilot.tests.lab.Patience;

/** What went wrong with others goes right with Slurm: a real cluster, with faults between its commands and the adapter. */
@Tag("slurm")
@Tag("long")
@ExtendWith(OnSlurm.class)
class SlurmSubmitterFailuresTest extends SubmitterFailures {
    private final SlurmCluster cluster;

    SlurmSubmitterFailuresTest(SlurmCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    protected Site open() throws IOException {
        cluster.forget();
        return new FaultySite(cluster);
    }

    private static final class FaultySite implements Site {
        private static final List<String> COMMANDS = List.of("sbatch", "squeue", "scancel", "scontrol", "sacct");
        private static final String CASES = """
                sbatch:SUBMIT_ANSWER_LOST) "$real" "$@" >/dev/null; exec sleep 600 ;;
                sbatch:RUBBISH_FROM_SUBMIT) "$real" "$@" >/dev/null; echo "Welcome to the cluster" ;;
                squeue:BAD_RECORD) "$real" "$@" | sed '2s/|0|.*/|?/' ;;
                """;

        private final SlurmCluster cluster;
        private final Path scratch;
        private final FaultyPrograms programs;
        private final Lrm lrm;

        FaultySite(SlurmCluster cluster) throws IOException {
            this.cluster = cluster;
            this.scratch = cluster.lab().newFolder("faults-");
            this.programs = new FaultyPrograms(scratch, cluster.commands(), COMMANDS, "squeue", CASES);
            this.lrm = SlurmLrm.open(
                    cluster.settings(Map.of("commands", programs.folder().toString(), "deadline", "6s")),
                    new SessionCommandRunner(),
                    InstantSource.system());
        }

        @Override
        public Lrm lrm() {
            return lrm;
        }

        @Override
        public Path scratch() {
            return scratch;
        }

        /** One machine has one clock: that of the cluster cannot be another. */
        @Override
        public boolean commit(Fault fault) throws IOException {
            switch (fault) {
                case CLOCK_AHEAD -> {
                    return false;
                }
                case DOWN -> {
                    cluster.awaitSaved();
                    cluster.lab().run("kill", "master");
                }
                case IDS_REUSED -> cluster.forget();
                default -> programs.commit(fault);
            }
            return true;
        }

        @Override
        public JobId stranger(String name, String... command) {
            List<String> words = new ArrayList<>(
                    List.of("sbatch", "--parsable", "--output=/dev/null", "--chdir=/", "--job-name=" + name));
            words.add("--wrap=" + String.join(" ", command));
            return new JobId(
                    cluster.lab().asAccount(words.toArray(String[]::new)).strip());
        }

        @Override
        public void mend() throws IOException {
            programs.mend();
            cluster.ensureUp();
        }

        @Override
        public void remove() throws IOException {
            mend();
            cluster.lab().run("exec", "master", "scancel", "--user=vmjob");
            Patience.await("no job is left")
                    .until(() -> cluster.lab()
                            .run("exec", "master", "squeue", "--noheader", "--user=vmjob")
                            .isBlank());
        }
    }
}
