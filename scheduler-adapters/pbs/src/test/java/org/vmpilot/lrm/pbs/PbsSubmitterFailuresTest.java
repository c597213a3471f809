package org.vmpilot.lrm.pbs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.contract.Fault;
import org.vmpilot.lrm.contract.SubmitterFailures;

/** What went wrong with others goes right with PBS: every fault, on the recorded PBS. */
@Tag("pbs")
@Isolated("it sets the JVM's locale and time zone")
class PbsSubmitterFailuresTest extends SubmitterFailures {
    @Override
    protected Site open() throws IOException {
        return new FaultySite(new RecordedPbs("kill_delay=0.2"));
    }

    private static final class FaultySite implements Site {
        private final RecordedPbs pbs;
        private final PbsLrm lrm;
        private boolean down;

        FaultySite(RecordedPbs pbs) {
            this.pbs = pbs;
            this.lrm = pbs.lrm("deadline", "2s");
        }

        @Override
        public Lrm lrm() {
            return lrm;
        }

        @Override
        public Path scratch() {
            return pbs.scratch();
        }

        @Override
        public boolean commit(Fault fault) {
            switch (fault) {
                case SUBMIT_ANSWER_LOST -> pbs.fault("qsub", "lose", 1);
                case RUBBISH_FROM_SUBMIT -> pbs.fault("qsub", "rubbish", 1);
                case DOWN -> {
                    pbs.crash();
                    down = true;
                }
                case IDS_REUSED -> pbs.model("restart-ids", "1");
                case GARBAGE_AROUND -> pbs.fault("qstat", "garbage", 1);
                case RUBBISH_FROM_QUERY -> pbs.fault("qstat", "rubbish", 2);
                case BAD_RECORD -> pbs.fault("qstat", "bad", 1);
                case CRASH -> pbs.fault("qstat", "crash", 1);
                case HANG -> pbs.fault("qstat", "hang", 1);
                case CLOCK_AHEAD -> pbs.model("skew", "3600");
            }
            return true;
        }

        @Override
        public JobId stranger(String name, String... command) {
            List<String> words = new ArrayList<>(List.of("-N", name, "-o", "/dev/null", "-j", "oe", "--"));
            words.addAll(List.of(command));
            return new JobId(
                    pbs.run("qsub", words.toArray(String[]::new)).output().strip());
        }

        @Override
        public void mend() {
            pbs.fault("*", "none", 0);
            pbs.fault("qstat", "none", 0);
            pbs.fault("qsub", "none", 0);
            if (down) {
                pbs.start();
                down = false;
            }
        }

        @Override
        public void remove() throws IOException {
            pbs.close();
        }
    }
}
