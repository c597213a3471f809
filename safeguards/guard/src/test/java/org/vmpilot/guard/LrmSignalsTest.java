package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.protocol.Notice;

class LrmSignalsTest {
    private static final long FAR = 600_000;
    private static final long NEAR = 10_000;

    @ParameterizedTest
    @CsvSource({
        "GRID_ENGINE, USR2, CANCELLED, WALLTIME",
        "GRID_ENGINE, USR1, SUSPENDED, SUSPENDED",
        "GRID_ENGINE, XCPU, WALLTIME, WALLTIME",
        "GRID_ENGINE, TERM, TERMINATED, WALLTIME",
        "PBS, TERM, TERMINATED, WALLTIME",
        "PBS, USR1, TERMINATED, WALLTIME",
        "PBS, HUP, TERMINATED, WALLTIME",
        "SLURM, TERM, TERMINATED, WALLTIME",
        "SLURM, USR1, TERMINATED, WALLTIME",
        "EMBEDDED, TERM, TERMINATED, WALLTIME",
        "EMBEDDED, INT, TERMINATED, WALLTIME"
    })
    void aSignalMeansWhatItsLrmMeansByIt(LrmName lrm, String signal, Notice far, Notice near) {
        assertThat(LrmSignals.notice(lrm, signal, FAR)).contains(far);
        assertThat(LrmSignals.notice(lrm, signal, NEAR)).contains(near);
    }

    @ParameterizedTest
    @CsvSource({"GRID_ENGINE", "PBS", "SLURM", "EMBEDDED"})
    void aContMeansThatTheSlotGoesOn(LrmName lrm) {
        assertThat(LrmSignals.notice(lrm, "CONT", FAR)).isEmpty();
        assertThat(LrmSignals.notice(lrm, "CONT", NEAR)).isEmpty();
    }
}
