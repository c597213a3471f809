package org.vmpilot.lrm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.host.PipedProcess;

class OneProcessorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0;0", "0-1;1", "2-5,8;8", "1,3-63;63"})
    void theLastThatIsAllowedIsTaken(String list, String last) {
        assertThat(OneProcessor.last(list)).isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "/no/such/program"})
    void whatIsRefusedIsNotUsed(String refuses) {
        assertThat(OneProcessor.works(List.of(refuses))).isFalse();
    }

    @Test
    void aProgramHasOneProcessorAndThePolicyThatDoesNotTakeItFromOthers() throws IOException {
        String look = "grep Cpus_allowed_list /proc/self/status; chrt -p $$";
        PipedProcess process = PipedProcess.start(
                OneProcessor.words(),
                List.of("/bin/sh", "-c", look),
                Map.of("PATH", System.getenv("PATH")),
                line -> {});

        List<String> lines = new ArrayList<>();
        new String(process.output().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(lines::add);

        assertThat(lines.get(0)).matches("Cpus_allowed_list:\\s+\\d+");
        assertThat(lines.get(1)).contains("SCHED_BATCH");
        assertThat(process.kill()).isTrue();
    }
}
