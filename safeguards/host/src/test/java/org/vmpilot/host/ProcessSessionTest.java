package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessSessionTest {
    private Process sleeper;

    @BeforeEach
    void begin() throws IOException {
        sleeper = new ProcessBuilder("setsid", "sleep", "600").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void aStrangerThatHasTheNumberByNowIsNotKilled() throws InterruptedException {
        ProcessId now = ProcessId.of(sleeper.pid()).orElseThrow();
        ProcessId before = new ProcessId(now.pid(), now.startTicks() - 1);

        assertThat(new ProcessSession(sleeper.pid(), Optional.of(before)).kill())
                .isTrue();
        assertThat(new ProcessSession(sleeper.pid(), Optional.empty()).kill()).isTrue();

        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void theSessionOfItsLeaderIsKilled() throws InterruptedException {
        assertThat(ProcessSession.of(sleeper).kill()).isTrue();

        assertThat(sleeper.waitFor()).isEqualTo(137);
    }
}
