package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries of the audit; all that is asked must hold.
 *
 * @param before entries older than that one; empty: from the newest
 * @param most entries at most
 */
public record AuditWanted(
        Optional<String> who,
        Optional<String> action,
        Optional<String> target,
        Optional<Instant> since,
        Optional<Long> before,
        int most) {}
