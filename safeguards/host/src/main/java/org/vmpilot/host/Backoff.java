package org.vmpilot.host;

import java.time.Duration;
import java.util.Random;

/** Waits that double up to a bound, each shortened at random so that many nodes do not come back at the same moment. */
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final Random random;
    private Duration next;

    public Backoff(Duration first, Duration most, Random random) {
        this.first = first;
        this.most = most;
        this.random = random;
        this.next = first;
    }

    /** Half of the wait at least, all of it at most. */
    public Duration next() {
        long millis = next.toMillis();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(most) < 0 ? doubled : most;
        return Duration.ofMillis(millis / 2 + random.nextInt((int) (millis / 2) + 1));
    }

    public void reset() {
        next = first;
    }
}
