package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.Map;

/**
 * A lease as lists show it: as {@link LeaseView}, without its slots.
 *
 * @param slotCount slots of the attempt that is or was under way
 * @param guestCount guests of all of them
 */
public record LeaseSummaryView(
        String id,
        String name,
        String state,
        int attempt,
        String queue,
        long durationSeconds,
        Instant createdAt,
        Instant goAt,
        Instant endsAt,
        Instant endedAt,
        String notice,
        String verdict,
        String reason,
        String reasonCode,
        String result,
        String key,
        Map<String, String> labels,
        int slotCount,
        int guestCount,
        String owner,
        String project,
        long longestSeconds,
        Instant notBefore,
        Instant startBy,
        int version) {}
