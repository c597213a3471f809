package org.vmpilot.lrm.pbs;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.contract.LrmContract;

/** PBS keeps the contract: the recorded PBS, real jobs. */
@Tag("pbs")
class PbsLrmContractTest extends LrmContract {
    @Override
    protected Site open() throws IOException {
        // A gang's other nodes hear of a TERM by a program more.
        return new PbsSite(new RecordedPbs("kill_delay=" + 3 * Integer.getInteger("vmpilot.patience", 1)));
    }

    private static final class PbsSite implements Site {
        private final RecordedPbs pbs;
        private final PbsLrm lrm;

        PbsSite(RecordedPbs pbs) {
            this.pbs = pbs;
            this.lrm = pbs.lrm();
        }

        @Override
        public Lrm lrm() {
            return lrm;
        }

        @Override
        public Lrm again() {
            return pbs.lrm("queues", "vmm");
        }

        @Override
        public void move(JobId job) {
            pbs.model("move", job.text(), "workq");
        }

        @Override
        public Path gangLauncher() {
            return Path.of(System.getProperty("vmpilot.root"), "scripts/node/pilot-gang");
        }

        @Override
        public Path scratch() {
            return pbs.scratch();
        }

        @Override
        public void crash() {
            pbs.crash();
        }

        @Override
        public void restart() {
            pbs.start();
        }

        @Override
        public void drainAsAdmin(String node, String reason) {
            pbs.run("pbsnodes", "-o", "-C", reason, node);
        }

        @Override
        public void remove() throws IOException {
            pbs.close();
        }
    }
}
