package org.vmpilot.coordinator.metrics;

import com.google.common.base.Ticker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A thread that runs one task after another, and how long tasks wait for it. */
final class MeteredExecutor implements Executor {
    private static final double[] BOUNDS = {0.001, 0.01, 0.1, 1, 10};

    private final Executor thread;
    private final Ticker ticker;
    private final Histogram waited;
    private final Counter busy;
    /** When each task came that is not done; the order is the order in which they run, but for those that come at the same moment. */
    private final Queue<Task> unfinished = new ConcurrentLinkedQueue<>();

    MeteredExecutor(Executor thread, Families families, Ticker ticker) {
        this.thread = thread;
        this.ticker = ticker;
        this.waited =
                families.histogram("vmpilot_loop_wait_seconds", "How long tasks waited for the loop's thread.", BOUNDS);
        this.busy = families.counter(
                "vmpilot_loop_busy_seconds_total", "How long the loop's thread has worked, of the time that there is.");
        families.gauge(
                "vmpilot_loop_lag_seconds",
                "Since when the oldest task of the loop that is not done has been there; 0: there is none.",
                () -> Unit.millisToSeconds(lag().toMillis()));
    }

    private final class Task implements Runnable {
        private final Runnable work;
        private final long came = ticker.read();

        Task(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            long began = ticker.read();
            waited.observe(Unit.nanosToSeconds(began - came));
            try {
                work.run();
            } finally {
                unfinished.remove(this);
                busy.inc(Unit.nanosToSeconds(ticker.read() - began));
            }
        }
    }

    @Override
    public void execute(Runnable work) {
        Task task = new Task(work);
        unfinished.add(task);
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            unfinished.remove(task);
            throw e;
        }
    }

    /** The age of the oldest task that is not done, waiting or running. From any thread. */
    Duration lag() {
        Task oldest = unfinished.peek();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, ticker.read() - oldest.came));
    }
}
