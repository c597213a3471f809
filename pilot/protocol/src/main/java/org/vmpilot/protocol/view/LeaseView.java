package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;

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
 * @param reasonCode the kind of what the reason says (docs/states.md); null where a coordinator that knew none has written it
 * @param result SUCCEEDED, INCOMPLETE, FAILED, CANCELLED or KILLED once it has ended; null before, and where it is not known
 * @param key the idempotency key that made it, null without one
 * @param labels the caller's own words
 * @param request what was asked, all defaults filled in, as a lease request (docs/lease-request.md)
 * @param defaults the fields of {@code request} that the caller did not give, for example {@code group[0].vcpus}; null: not known
 * @param longestSeconds what the duration can become, counted from GO
 * @param notBefore no job of it starts before, null: at once
 * @param version grows with each change by PATCH; a change carries the one that it saw
 * @param endConfirmed whether every node that has the lease knows its end; false while one is still to be told
 * @param startBy without GO by then it is over, null: it waits for as long as it takes
 * @param warnings before GO: what no node could do, by what nodes have said of themselves
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
        String reasonCode,
        String result,
        String key,
        Map<String, String> labels,
        Map<String, Object> request,
        List<String> defaults,
        List<SlotView> slots,
        String owner,
        String project,
        long longestSeconds,
        Instant notBefore,
        Instant startBy,
        List<String> warnings,
        int version,
        boolean endConfirmed) {}
