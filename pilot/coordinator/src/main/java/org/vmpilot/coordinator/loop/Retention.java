package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.vmpilot.coordinator.store.StoreException;

/** Forgets leases that ended long ago: at the start, and once an hour; a few in a turn, until there are none, so that nobody waits for it. */
public final class Retention implements Member {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration BREATH = Duration.ofMillis(20);

    private final Ports ports;
    private final Duration kept;
    private Instant next;

    public Retention(Ports ports, Duration kept) {
        this.ports = ports;
        this.kept = kept;
        this.next = ports.clock().instant();
    }

    @Override
    public void tick(Instant now) throws StoreException {
        if (!next.isAfter(now)) {
            boolean more = ports.store().forget(now.minus(kept));
            next = now.plus(more ? BREATH : EVERY);
        }
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return Stream.of(next);
    }
}
