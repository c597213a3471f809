package org.vmpilot.coordinator.api;

import java.util.HashSet;
import java.util.Set;

/** Threads that wait for events on behalf of callers: not too many, and let go when the API closes. */
final class Waiters {
    private final int most;
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    Waiters(int most) {
        this.most = most;
    }

    /**
     * The calling thread begins to wait.
     *
     * @throws ProblemException if too many wait already, or the API closes
     */
    synchronized void enter() {
        if (closed) {
            throw stopping();
        }
        if (threads.size() >= most) {
            throw new ApiException(
                    ProblemCode.TOO_MANY_WAITING, most + " callers wait already; ask again without wait, or later.");
        }
        threads.add(Thread.currentThread());
    }

    /** The calling thread no longer waits; an interrupt of {@link #close} does not follow it. */
    synchronized void leave() {
        threads.remove(Thread.currentThread());
        if (closed) {
            Thread.interrupted();
        }
    }

    /** Interrupts those who wait and lets nobody in any more. */
    synchronized void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    static ApiException stopping() {
        return new ApiException(ProblemCode.STOPPING, "The coordinator stops; ask again later.");
    }
}
