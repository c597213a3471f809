package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Wakes after the time that is left by the coordinator's own clock, whatever the wall clock does meanwhile. */
public final class ScheduledWake implements Wake, AutoCloseable {
    /** A machine that was suspended has counted less than has elapsed: it is looked again at least so often. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Runnable onWake;
    private final ScheduledExecutorService timer;
    private Future<?> next;

    /** @param onWake short: it posts to the loop */
    public ScheduledWake(InstantSource clock, Runnable onWake) {
        this.clock = clock;
        this.onWake = onWake;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public synchronized void at(Instant due) {
        if (next != null) {
            next.cancel(false);
        }
        Duration left = Duration.between(clock.instant(), due);
        long millis = Math.min(Math.max(left.toMillis() + 1, 0), LONGEST.toMillis());
        next = timer.schedule(onWake, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
