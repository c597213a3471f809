package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.LrmContract;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** Grid Engine keeps the contract: a real cell, real jobs, the site's own DRMAA binding. */
@Tag("ge")
@ExtendWith(OnGridEngine.class)
@ResourceLock("the cell alone")
class GridEngineContractTest extends LrmContract {
    private final Cell cell;

    GridEngineContractTest(Cell cell) {
        this.cell = cell;
    }

    /** Two suites of the same names share the cell. */
    @AfterAll
    static void leaveNoHistory(Cell cell) {
        new Qmaster(cell.lab()).forgetWhatIsOver();
    }

    @Override
    protected Site open() throws Exception {
        return new CellSite(
                cell, cell.lab(), adapter(cell), () -> adapter(cell), cell.lab().newFolder("contract-"));
    }

    /** Over the site's own Java binding. */
    protected Lrm adapter(Cell cell) {
        return cell.open("contract", Duration.ofSeconds(30));
    }

    private record CellSite(Cell cell, Lab lab, Lrm lrm, Supplier<Lrm> adapter, Path scratch) implements Site {
        @Override
        public Lrm again() {
            return adapter.get();
        }

        @Override
        public Path gangLauncher() throws IOException {
            return lab.nodeProgram("pilot-gang");
        }

        /** The parallel environment belongs to the pilots' queue, which others do not get into by chance. */
        @Override
        public Optional<String> gangProperty() {
            return Optional.of("xen");
        }

        @Override
        public void crash() {
            new Qmaster(lab).kill();
        }

        @Override
        public void restart() {
            new Qmaster(lab).start();
        }

        @Override
        public void drainAsAdmin(String node, String reason) {
            lab.run("admin", "qmod", "-d", "*@" + node);
        }

        /** Grid Engine has no place for one. */
        @Override
        public boolean keepsReasons() {
            return false;
        }

        @Override
        public boolean takesLineBreaks() {
            return false;
        }

        /** What {@code -notify} sends before the KILL, unless the site says otherwise (NOTIFY_KILL). */
        @Override
        public String politeSignal() {
            return "USR2";
        }

        @Override
        public void remove() throws IOException {
            lab.run("admin", "qmod", "-e", "*");
            try (Lrm look = cell.open("contract", Duration.ofSeconds(30))) {
                Patience.await("all jobs are over")
                        .untilAsserted(() -> assertThat(living(look)).isZero());
            }
            assertThat(cell.workers()).isEmpty();
        }

        private static long living(Lrm lrm) throws LrmException {
            return lrm.snapshot().jobs().stream()
                    .filter(job -> job.state() != Job.State.ENDED)
                    .count();
        }
    }
}
