package org.vmpilot.coordinator.api;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads that may wait for the store on behalf of callers. Who does not find a place is told so at once. */
final class ApiThreads {
    /** As many as the store has connections for readers, less one for the events. */
    static final int COUNT = 7;

    private static final int WAITING = 256;

    private ApiThreads() {}

    static ThreadPoolExecutor open() {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "api-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(COUNT, COUNT, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), daemons);
    }
}
