package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries of the audit; all that is asked must hold.
 *
 * @param from where the page begins: {@link Page#next} of the one before
 * @param most entries of a page
 */
public record AuditQuery(
        Optional<String> who,
        Optional<String> action,
        Optional<String> target,
        Optional<Instant> since,
        Optional<String> from,
        int most) {}
