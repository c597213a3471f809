package org.vmpilot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipedProcessTest {
    private static final long PATIENCE = 20L * Integer.getInteger("vmpilot.patience", 1);

    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private PipedProcess process;

    @AfterEach
    void nothingIsLeft() {
        if (process != null) {
            assertThat(process.kill()).isTrue();
        }
    }

    @Test
    void itIsSpokenToThroughItsStreams() throws Exception {
        start("read line; echo \"heard $line $GREETING\"; echo trouble >&2; cat");
        process.input().write("you\n".getBytes(StandardCharsets.UTF_8));
        process.input().flush();
        assertThat(firstLine()).isEqualTo("heard you hello");
        assertThat(errors.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("trouble");
    }

    @Test
    void itsEndTakesItsChildrenAlong() throws Exception {
        start("sleep 1000 & echo $!; cat");
        ProcessId child = ProcessId.of(Long.parseLong(firstLine())).orElseThrow();
        assertThat(process.end(Duration.ofSeconds(PATIENCE))).isTrue();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void oneThatIgnoresEverythingIsKilled() throws Exception {
        start("trap '' TERM INT HUP; echo up; while :; do sleep 0.1; done");
        firstLine();
        assertThat(process.kill()).isTrue();
        assertThat(ProcessId.of(process.pid()).filter(ProcessId::isAlive)).isEmpty();
        assertThat(process.kill()).as("again").isTrue();
    }

    @Test
    void aFloodOnItsErrorsBlocksNobody() throws Exception {
        start("head -c 20000000 /dev/zero | tr '\\0' x >&2; echo >&2; seq 1 5000 >&2; echo done");
        assertThat(firstLine()).isEqualTo("done");
        assertThat(errors.size()).isLessThanOrEqualTo(1000);
        assertThat(errors.poll(PATIENCE, TimeUnit.SECONDS)).hasSize(2000);
    }

    @Test
    void aProgramThatIsNotThereIsNotStarted() {
        assertThatThrownBy(() -> PipedProcess.start(List.of("/no/such/program"), Map.of(), errors::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/program");
    }

    private void start(String script) throws IOException {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello");
        process = PipedProcess.start(List.of("sh", "-c", script), environment, errors::add);
    }

    private String firstLine() throws IOException {
        return new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8)).readLine();
    }
}
