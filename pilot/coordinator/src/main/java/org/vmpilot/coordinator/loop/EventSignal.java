package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Rings after each commit that made events, for those who wait for one. */
public final class EventSignal implements Member {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();

    @Override
    public void changed(Decisions.Told told) {
        if (told.news()) {
            ring();
        }
    }

    private void ring() {
        lock.lock();
        try {
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code there}, at most {@code wait}. */
    public void await(BooleanSupplier there, Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        lock.lock();
        try {
            while (!there.getAsBoolean() && nanos > 0) {
                nanos = rung.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
