package org.vmpilot.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    private final AtomicLong beats = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicBoolean awaited = new AtomicBoolean(true);

    private long beat() {
        looks.incrementAndGet();
        return beats.get();
    }

    private Watchdog watchdog;

    @AfterEach
    void close() {
        watchdog.close();
    }

    private void watch(Watchdog.Pulse... pulses) {
        watchdog = Watchdog.start(SHORT, List.of(pulses), stopped::add);
    }

    private String said() throws InterruptedException {
        return stopped.poll(20L * PATIENCE, TimeUnit.SECONDS);
    }

    @Test
    void whatStandsStillForSoManyLooksIsSaid() throws Exception {
        watch(new Watchdog.Pulse("it stands still", this::beat, awaited::get, 3));
        assertThat(said()).isEqualTo("it stands still");
        assertThat(looks.get()).isGreaterThan(3);
    }

    @Test
    void whatGoesOnAndWhatNobodyAwaitsIsNotSaid() throws Exception {
        AtomicLong marks = new AtomicLong();
        Watchdog.Pulse goesOn = new Watchdog.Pulse("goes on", beats::incrementAndGet, () -> true, 3);
        Watchdog.Pulse notAwaited = new Watchdog.Pulse("not awaited", () -> 0, () -> false, 3);
        // The third is there to be said: by then the others were looked at as often.
        Watchdog.Pulse last = new Watchdog.Pulse("last", marks::get, () -> true, 50);
        watch(goesOn, notAwaited, last);
        assertThat(said()).isEqualTo("last");
    }
}
