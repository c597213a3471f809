package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.protocol.LeaseRequest;

/**
 * What can be changed of a lease after it was made.
 *
 * @param duration counted from GO; never more than the request's longest
 * @param labels the caller's own words
 * @param version grows with each change; a change carries the one that it saw
 * @param noticed the end of which an event has told in advance
 */
public record Terms(Duration duration, Map<String, String> labels, int version, Optional<Instant> noticed) {
    public Terms {
        labels = Map.copyOf(labels);
    }

    /** As they were asked for. */
    public static Terms of(LeaseRequest request) {
        return new Terms(request.duration(), request.labels(), 1, Optional.empty());
    }

    Terms changed(Optional<Duration> other, Optional<Map<String, String>> words) {
        return new Terms(other.orElse(duration), words.orElse(labels), version + 1, noticed);
    }

    Terms noticed(Instant end) {
        return new Terms(duration, labels, version, Optional.of(end));
    }
}
