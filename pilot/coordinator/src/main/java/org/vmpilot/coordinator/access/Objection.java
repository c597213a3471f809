package org.vmpilot.coordinator.access;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a lease is not made.
 *
 * @param field of the request, which is beyond what could ever be; empty: it would be made another time
 * @param retryAfter after which it makes sense to ask again; empty: that depends on what others end
 */
public record Objection(Optional<String> field, String words, Optional<Duration> retryAfter) {
    static Objection beyond(String field, String words) {
        return new Objection(Optional.of(field), words, Optional.empty());
    }

    static Objection reached(String words) {
        return new Objection(Optional.empty(), words, Optional.empty());
    }
}
