package org.vmpilot.coordinator.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.ToldFacts;

/** Writes down when nodes were last heard of: once a minute for all of them. */
final class LastSeenWriter {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Ports ports;
    private final LastSeen heard;
    private final FactBook facts;
    private Instant written;

    LastSeenWriter(Ports ports, LastSeen heard, FactBook facts) {
        this.ports = ports;
        this.heard = heard;
        this.facts = facts;
        this.written = ports.clock().instant();
    }

    void write(Instant now) throws StoreException {
        Map<String, Instant> seen = heard.unwritten();
        Map<String, ToldFacts> told = facts.unwritten();
        if (nothing() || written.plus(EVERY).isAfter(now)) {
            return;
        }
        ports.write(List.of(Change.seen(seen, told, now)));
        heard.written(seen);
        facts.written(told);
        written = now;
    }

    private boolean nothing() {
        return heard.unwritten().isEmpty() && facts.unwritten().isEmpty();
    }

    Optional<Instant> nextAt() {
        return nothing() ? Optional.empty() : Optional.of(written.plus(EVERY));
    }
}
