package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.Fault;
import org.vmpilot.lrm.contract.Requests;
import org.vmpilot.lrm.contract.SubmitterFailures;

/**
 * What went wrong with others goes right with the embedded LRM. Between it and its adapter is a socket and no program: what programs print is no
 * matter of its. An answer that is lost on that socket is tried where the coordinator is (SubmitterHolesTest).
 */
@Tag("node")
class EmbeddedSubmitterFailuresTest extends SubmitterFailures {
    @Override
    protected Site open() throws Exception {
        return new FaultySite(new DaemonSite(DaemonSite.QUEUE + DaemonSite.TWO_NODES));
    }

    private static final class FaultySite implements Site {
        private final DaemonSite site;
        private Fault committed;

        FaultySite(DaemonSite site) {
            this.site = site;
        }

        @Override
        public Lrm lrm() {
            return site.lrm();
        }

        @Override
        public Path scratch() {
            return site.scratch();
        }

        @Override
        public boolean commit(Fault fault) throws Exception {
            committed = fault;
            switch (fault) {
                case DOWN, CRASH -> site.crash();
                case HANG -> site.stop();
                case IDS_REUSED -> site.forget();
                default -> {
                    committed = null;
                    return false;
                }
            }
            return true;
        }

        @Override
        public JobId stranger(String name, String... command) throws LrmException {
            try (Lrm other = somebodyElse()) {
                return other.submit(Requests.exclusive(name, 1, command)).get(0);
            }
        }

        private Lrm somebodyElse() {
            return EmbeddedLrm.open(Map.of("socket", site.socket().toString()));
        }

        @Override
        public void mend() throws IOException {
            if (committed == Fault.HANG) {
                site.goOn();
            } else if (committed == Fault.DOWN || committed == Fault.CRASH) {
                site.restart();
            }
            committed = null;
        }

        @Override
        public void remove() throws Exception {
            mend();
            try (Lrm look = somebodyElse()) {
                for (Job job : look.snapshot().jobs()) {
                    look.cancel(job.id());
                }
            }
            site.remove();
        }
    }
}
