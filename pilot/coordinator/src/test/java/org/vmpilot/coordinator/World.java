package org.vmpilot.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.vmpilot.coordinator.loop.Wake;

/** Virtual time, and everything that is to happen in it, on one thread in an order that the seed decides. */
final class World implements InstantSource {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final Map<Instant, Deque<Runnable>> agenda = new TreeMap<>();
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final Deque<Runnable> workers = new ArrayDeque<>();
    private Optional<Instant> wakeAt = Optional.empty();
    private Runnable onWake = () -> {};
    private Runnable onCrash = () -> {};
    private Instant now = BEGIN;
    private int wakes;

    World(long seed) {
        random = new Random(seed);
    }

    /** Thrown where the coordinator is killed. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Instant instant() {
        return now;
    }

    int wakes() {
        return wakes;
    }

    Random random() {
        return random;
    }

    Executor loop() {
        return loop::add;
    }

    Executor workers() {
        return workers::add;
    }

    Wake wake(Runnable wakes) {
        onWake = wakes;
        return due -> wakeAt = Optional.of(due);
    }

    void onCrash(Runnable what) {
        onCrash = what;
    }

    /** What a killed process forgets. */
    void forgetProcess() {
        loop.clear();
        workers.clear();
        wakeAt = Optional.empty();
        onWake = () -> {};
    }

    void in(Duration wait, Runnable what) {
        agenda.computeIfAbsent(now.plus(wait), at -> new ArrayDeque<>()).add(what);
    }

    void runFor(Duration time) {
        Instant end = now.plus(time);
        runUntil(() -> false, end);
        now = end;
    }

    /** Runs until the condition holds; false if it does not within the time. */
    boolean runUntil(BooleanSupplier condition, Duration most) {
        return runUntil(condition, now.plus(most));
    }

    private boolean runUntil(BooleanSupplier condition, Instant end) {
        while (true) {
            guarded(this::runReady);
            if (condition.getAsBoolean()) {
                return true;
            }
            Optional<Instant> next = next();
            if (next.isEmpty() || next.get().isAfter(end)) {
                return false;
            }
            now = next.get().isAfter(now) ? next.get() : now;
            guarded(this::fire);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Crash e) {
            onCrash.run();
        }
    }

    private void runReady() {
        while (!loop.isEmpty() || !workers.isEmpty()) {
            boolean fromLoop = workers.isEmpty() || (!loop.isEmpty() && random.nextBoolean());
            (fromLoop ? loop : workers).remove().run();
        }
    }

    private Optional<Instant> next() {
        Optional<Instant> planned = agenda.keySet().stream().findFirst();
        if (wakeAt.isEmpty()) {
            return planned;
        }
        return planned.isEmpty() || wakeAt.get().isBefore(planned.get()) ? wakeAt : planned;
    }

    private void fire() {
        if (wakeAt.isPresent() && !wakeAt.get().isAfter(now)) {
            wakeAt = Optional.empty();
            wakes++;
            onWake.run();
        }
        Deque<Runnable> due = agenda.get(now);
        if (due != null) {
            Runnable what = due.remove();
            if (due.isEmpty()) {
                agenda.remove(now);
            }
            what.run();
        }
    }
}
