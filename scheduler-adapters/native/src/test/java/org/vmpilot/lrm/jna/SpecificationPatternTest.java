package org.vmpilot.lrm.jna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.JobRequest;

class SpecificationPatternTest {
    private static final String SLURM =
            "[-p {queue}] [-C {property}] [-A {account}] -t {minutes} --no-requeue [--exclusive{exclusive}]";

    private static JobRequest request(Optional<String> queue, boolean exclusive) {
        return new JobRequest(
                "vone",
                1,
                List.of("/bin/true"),
                queue,
                Optional.empty(),
                Optional.of("physics"),
                exclusive,
                Duration.ofSeconds(90),
                512);
    }

    @Test
    void whatIsAskedStandsInItsPlaceAndWhatIsNotAskedIsLeftOut() {
        SpecificationPattern pattern = SpecificationPattern.of(SLURM);
        assertThat(pattern.of(request(Optional.of("vmm"), true)))
                .isEqualTo("-p vmm  -A physics -t 2 --no-requeue --exclusive");
        assertThat(pattern.of(request(Optional.empty(), false))).isEqualTo("-A physics -t 2 --no-requeue");
    }

    @Test
    void secondsAndMemoryAlwaysHaveAValue() {
        assertThat(SpecificationPattern.of("-l walltime={seconds},mem={memory}mb")
                        .of(request(Optional.empty(), false)))
                .isEqualTo("-l walltime=90,mem=512mb");
        assertThat(SpecificationPattern.of("").of(request(Optional.empty(), true)))
                .isEmpty();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> SpecificationPattern.of("-q {que}")).hasMessageContaining("'{que}' is no place");
        assertThatThrownBy(() -> SpecificationPattern.of("-q {queue}")).hasMessageContaining("may have no value");
        assertThatThrownBy(() -> SpecificationPattern.of("[-q {queue}")).hasMessageContaining("without its ']'");
    }
}
