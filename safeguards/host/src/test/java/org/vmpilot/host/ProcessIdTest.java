package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
    @Test
    void knowsItself() {
        ProcessId self = ProcessId.self();
        assertThat(self.isAlive()).isTrue();
        assertThat(self.isStopped()).isFalse();
        assertThat(self.environment())
                .hasValueSatisfying(text -> assertThat(text).contains("PATH="));
    }

    @Test
    void isNotTakenForAnotherProcessOfTheSamePid() {
        ProcessId self = ProcessId.self();
        ProcessId former = new ProcessId(self.pid(), self.startTicks() - 1);
        assertThat(former.isAlive()).isFalse();
        assertThat(former.environment()).isEmpty();
        former.kill();
        assertThat(self.isAlive()).isTrue();
    }

    @Test
    void readsStatOfAProcessWithAnOddName() {
        String line = "42 (a) b (c d) S 1 40 39 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2 3";
        assertThat(ProcessStat.parse(42, line)).contains(new ProcessStat(42, 'S', 1, 40, 39, 98765));
        assertThat(ProcessStat.parse(42, "garbage")).isEmpty();
        assertThat(ProcessStat.parse(42, "42 (x) S 1 2")).isEmpty();
    }

    @Test
    void anEndedProcessIsNotAlive() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        ProcessId id = ProcessId.of(process.pid()).orElseThrow();
        assertThat(id.isAlive()).isTrue();
        id.kill();
        process.waitFor();
        assertThat(id.isAlive()).isFalse();
    }
}
