package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Sees what has stopped while it should go on: a coordinator that decides nothing any more is worse than none, for nothing that waits for
 * it is told. It counts its own looks, not time: a machine that was suspended has missed nothing.
 */
public final class Watchdog implements AutoCloseable {
    private final List<Pulse> pulses;
    private final ScheduledExecutorService timer;

    /** What goes on as long as all is well. */
    public static final class Pulse {
        private final String words;
        private final LongSupplier beats;
        private final BooleanSupplier awaited;
        private final int looks;
        private long last;
        private int missed;

        /**
         * @param words what is said if it has stopped
         * @param beats how often it has gone on so far
         * @param awaited whether the next beat must come
         * @param looks how many in a row see it stand still before it has stopped
         */
        public Pulse(String words, LongSupplier beats, BooleanSupplier awaited, int looks) {
            this.words = words;
            this.beats = beats;
            this.awaited = awaited;
            this.looks = looks;
        }

        private Optional<String> look() {
            long now = beats.getAsLong();
            missed = now == last && awaited.getAsBoolean() ? missed + 1 : 0;
            last = now;
            return missed > looks ? Optional.of(words) : Optional.empty();
        }
    }

    private Watchdog(List<Pulse> pulses) {
        this.pulses = List.copyOf(pulses);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param stopped told, at each look, what has stopped */
    public static Watchdog start(Duration every, List<Pulse> pulses, Consumer<String> stopped) {
        Watchdog watchdog = new Watchdog(pulses);
        var unused = watchdog.timer.scheduleWithFixedDelay(
                () -> watchdog.look().forEach(stopped), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return watchdog;
    }

    private Stream<String> look() {
        // All of them, each time: one that has stopped must not keep another from being counted.
        return pulses.stream().map(Pulse::look).toList().stream().flatMap(Optional::stream);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
