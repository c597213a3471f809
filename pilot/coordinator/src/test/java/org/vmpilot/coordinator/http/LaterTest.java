package org.vmpilot.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who decides writes no answers: not the good ones, and not the refusals. */
class LaterTest {
    private static final long DEADLINE = 20L * Integer.getInteger("vmpilot.patience", 1);

    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> new Thread(task, "answers"));
    private final CompletableFuture<String> decided = new CompletableFuture<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private CompletableFuture<String> takenUp() {
        return Later.on(threads, decided)
                .handle((value, failure) -> Thread.currentThread().getName());
    }

    @Test
    void aValueIsTakenUpOnTheThreads() throws Exception {
        CompletableFuture<String> where = takenUp();
        decided.complete("made");
        assertThat(where.get(DEADLINE, TimeUnit.SECONDS)).isEqualTo("answers");
    }

    @Test
    void aFailureToo() throws Exception {
        CompletableFuture<String> where = takenUp();
        decided.completeExceptionally(new IllegalStateException("frozen"));
        assertThat(where.get(DEADLINE, TimeUnit.SECONDS)).isEqualTo("answers");
        assertThatThrownBy(() -> Later.on(threads, decided).get(DEADLINE, TimeUnit.SECONDS))
                .hasRootCauseMessage("frozen");
    }
}
