package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.Fault;
import org.vmpilot.lrm.contract.FaultyPrograms;
import org.vmpilot.lrm.contract.SubmitterFailures;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** What went wrong with others goes right with Grid Engine: a real cell, with faults between its programs, its library and the adapter. */
@Tag("ge")
@Tag("long")
@ExtendWith(OnGridEngine.class)
@Isolated("it sets the JVM's locale and time zone")
class GridEngineSubmitterFailuresTest extends SubmitterFailures {
    private final Cell cell;

    GridEngineSubmitterFailuresTest(Cell cell) {
        this.cell = cell;
    }

    @Override
    protected Site open() throws Exception {
        return new FaultySite(cell);
    }

    @AfterAll
    static void leaveNoHistory(Cell cell) {
        new Qmaster(cell.lab()).forgetWhatIsOver();
    }

    private static final class FaultySite implements Site {
        private static final List<String> COMMANDS = List.of("qstat", "qacct", "qmod", "qsub", "qselect", "qconf");
        private static final String CASES = """
                qstat:BAD_RECORD) "$real" "$@" | sed '0,/<state>[^<]*</s//<state>%</' ;;
                """;

        private final Cell cell;
        private final Lab lab;
        private final Qmaster qmaster;
        private final Path scratch;
        private final FaultyPrograms programs;
        private final Lrm lrm;
        private boolean down;

        FaultySite(Cell cell) throws Exception {
            this.cell = cell;
            this.lab = cell.lab();
            this.qmaster = new Qmaster(lab);
            this.scratch = lab.newFolder("faults-");
            this.programs = new FaultyPrograms(scratch, cell.commands(), COMMANDS, "qstat", CASES);
            this.lrm = cell.open("faults", Map.of("commands", programs.folder().toString(), "deadline", "8s"));
            // So that there is a worker, which a fault can hit in the middle of a call.
            lrm.cancel(lrm.submit(Pilots.sleeping("vbefore", 1)).get(0));
            awaitNoneLives();
        }

        @Override
        public Lrm lrm() {
            return lrm;
        }

        @Override
        public Path scratch() {
            return scratch;
        }

        /** The library says ids and nothing else; and one machine has one clock. */
        @Override
        public boolean commit(Fault fault) throws IOException {
            switch (fault) {
                case RUBBISH_FROM_SUBMIT, CLOCK_AHEAD -> {
                    return false;
                }
                case SUBMIT_ANSWER_LOST -> killTheWorkerInItsNextCall();
                case DOWN -> {
                    down = true;
                    qmaster.kill();
                }
                case IDS_REUSED -> forgetTheLastId();
                default -> programs.commit(fault);
            }
            return true;
        }

        /** When its request lies at the qmaster, which takes it all the same. */
        private void killTheWorkerInItsNextCall() {
            qmaster.hold();
            Thread killer = new Thread(
                    () -> {
                        try {
                            qmaster.awaitRequest();
                            cell.workers().forEach(ProcessHandle::destroyForcibly);
                        } finally {
                            qmaster.goOn();
                        }
                    },
                    "killer");
            killer.start();
        }

        /** The number of the last job is in a file of the qmaster's. */
        private void forgetTheLastId() {
            qmaster.forgetWhatIsOver(
                    "cd /var/lib/gridengine/spool/qmaster", "echo $(($(cat jobseqnum) - 1)) >jobseqnum");
        }

        @Override
        public JobId stranger(String name, String... command) {
            List<String> words = new ArrayList<>(List.of("qsub", "-terse", "-b", "y", "-shell", "n", "-wd", "/"));
            words.addAll(List.of("-o", "/dev/null", "-j", "y", "-q", "vmpilot.q", "-l", "xen", "-N", name));
            words.addAll(List.of(command));
            return new JobId(lab.asAccount(words.toArray(String[]::new)).strip());
        }

        @Override
        public void mend() throws IOException {
            programs.mend();
            if (down) {
                down = false;
                qmaster.start();
            }
        }

        @Override
        public void remove() throws IOException {
            mend();
            cell.endJobs();
            assertThat(cell.workers()).isEmpty();
        }

        private void awaitNoneLives() {
            Patience.await("the first job is over")
                    .ignoreExceptionsInstanceOf(LrmException.class)
                    .until(() -> lrm.snapshot().jobs().stream().allMatch(job -> job.state() == Job.State.ENDED));
        }
    }
}
