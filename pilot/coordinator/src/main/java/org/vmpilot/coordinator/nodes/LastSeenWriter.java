package org.vmpilot.coordinator.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Writes down when nodes were last heard of: once a minute for all of them. */
final class LastSeenWriter {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Ports ports;
    private final LastSeen heard;
    private Instant written;

    LastSeenWriter(Ports ports, LastSeen heard) {
        this.ports = ports;
        this.heard = heard;
        this.written = ports.clock().instant();
    }

    void write(Instant now) throws StoreException {
        Map<String, Instant> seen = heard.unwritten();
        if (seen.isEmpty() || written.plus(EVERY).isAfter(now)) {
            return;
        }
        ports.write(List.of(Change.seen(seen, now)));
        heard.written(seen);
        written = now;
    }

    Optional<Instant> nextAt() {
        return heard.unwritten().isEmpty() ? Optional.empty() : Optional.of(written.plus(EVERY));
    }
}
