package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * A lease as the API shows it.
 *
 * @param id the lease token
 * @param state WAITING, ASSEMBLING, RETURNING, ACTIVE, ENDING, ENDED (see docs/states.md)
 * @param attempt the attempt that is or was under way, from 1
 * @param notice why it ended or ends, null before
 * @param verdict CLEAN, DIRTY or UNKNOWN once all slots have ended; null before
 * @param owner the name of the token that made it; null: not known
 * @param project whose submitters share it
 * @param reason one sentence for people: what it waits for, or why it ended
 */
public record LeaseView(
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
        List<SlotView> slots,
        String owner,
        String project) {}
