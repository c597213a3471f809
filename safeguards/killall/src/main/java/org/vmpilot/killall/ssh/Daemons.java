package org.vmpilot.killall.ssh;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the program alive: one may hang in a name service for ever. */
final class Daemons {
    private Daemons() {}

    static ThreadFactory named(String what) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, what + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
