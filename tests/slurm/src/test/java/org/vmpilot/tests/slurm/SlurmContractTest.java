package org.vmpilot.tests.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.LrmContract;
import org.vmpilot.tests.lab.Patience;

/** Slurm keeps the contract: a real cluster, real jobs, its own commands. */
@Tag("slurm")
@ExtendWith(OnSlurm.class)
class SlurmContractTest extends LrmContract {
    private final SlurmCluster cluster;

    SlurmContractTest(SlurmCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    protected Site open() throws Exception {
        return new ClusterSite(cluster, cluster.open(), cluster.lab().newFolder("contract-"));
    }

    /** Slurm counts whole minutes. */
    @Override
    @Test
    @Tag("long")
    protected void walltimeEndsAJob() throws Exception {
        super.walltimeEndsAJob();
    }

    /** Each command of a cluster that is down takes 9 s to say so. */
    @Override
    @Test
    @Tag("long")
    protected void anLrmThatIsDownIsUnreachableAndNothingIsDone() throws Exception {
        super.anLrmThatIsDownIsUnreachableAndNothingIsDone();
    }

    private record ClusterSite(SlurmCluster cluster, Lrm lrm, Path scratch) implements Site {
        @Override
        public Lrm again() {
            return cluster.open();
        }

        @Override
        public Path gangLauncher() throws IOException {
            return cluster.lab().nodeProgram("pilot-gang");
        }

        /** Jobs stay: a slurmctld saves what is new within some seconds, and what it had not saved is lost with it. */
        @Override
        public void crash() {
            cluster.awaitSaved();
            cluster.lab().run("kill", "master");
        }

        @Override
        public void restart() {
            cluster.lab().run("start", "master");
        }

        @Override
        public void drainAsAdmin(String node, String reason) {
            cluster.lab()
                    .run("exec", "master", "scontrol", "update", "NodeName=" + node, "State=DRAIN", "Reason=" + reason);
        }

        @Override
        public void remove() throws Exception {
            cluster.undrain();
            try (Lrm look = cluster.open()) {
                Patience.await("all jobs are over")
                        .untilAsserted(() -> assertThat(living(look)).isZero());
            }
        }

        private static long living(Lrm lrm) throws LrmException {
            return lrm.snapshot().jobs().stream()
                    .filter(job -> job.state() != Job.State.ENDED)
                    .count();
        }
    }
}
