package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;

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
    @CsvSource({"GRID_ENGINE, 5", "PBS, 5", "SLURM, 20", "EMBEDDED, 5"})
    void theGraceIsWhatTheLrmGrantsLessTheForcedEndOrWhatItUsuallyDoes(LrmName lrm, int usual) {
        assertThat(LrmSignals.grace(lrm, order(Optional.empty()))).hasSeconds(usual);
        assertThat(LrmSignals.grace(lrm, order(Optional.of(Duration.ofSeconds(60)))))
                .hasSeconds(30);
        assertThat(LrmSignals.grace(lrm, order(Optional.of(Duration.ofSeconds(23)))))
                .hasSeconds(3);
        assertThat(LrmSignals.grace(lrm, order(Optional.of(Duration.ofSeconds(10)))))
                .isZero();
    }

    private static Order order(Optional<Duration> lrmNotice) {
        Duration minute = Duration.ofMinutes(1);
        TeardownBudget budget =
                new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5));
        return new Order(
                SlotKey.parse("vabcdefga1.1"),
                "node01",
                "00ff",
                "lease",
                List.of(),
                minute,
                minute,
                minute,
                minute,
                budget,
                lrmNotice,
                true);
    }

    @ParameterizedTest
    @CsvSource({"GRID_ENGINE", "PBS", "SLURM", "EMBEDDED"})
    void aContMeansThatTheSlotGoesOn(LrmName lrm) {
        assertThat(LrmSignals.notice(lrm, "CONT", FAR)).isEmpty();
        assertThat(LrmSignals.notice(lrm, "CONT", NEAR)).isEmpty();
    }
}
