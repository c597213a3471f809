package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Forgets leases that ended long ago, once an hour. */
public final class Retention implements Member {
    private static final Duration EVERY = Duration.ofHours(1);

    private final Ports ports;
    private final Duration kept;
    private Instant forgotten;

    public Retention(Ports ports, Duration kept) {
        this.ports = ports;
        this.kept = kept;
        this.forgotten = ports.clock().instant();
    }

    @Override
    public void tick(Instant now) throws StoreException {
        if (!forgotten.plus(EVERY).isAfter(now)) {
            ports.store().commit(Change.forget(now.minus(kept), now));
            forgotten = now;
        }
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return Stream.of(forgotten.plus(EVERY));
    }
}
