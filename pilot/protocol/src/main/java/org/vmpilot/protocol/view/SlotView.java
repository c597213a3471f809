package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A slot of a lease.
 *
 * @param key slot key, for example {@code vabcdefga1.2}
 * @param state of the slot (see docs/states.md)
 * @param lrmJob the LRM's job id, null before it is known
 * @param lrmState what the LRM's last answer said of the job: QUEUED, HELD, RUNNING, SUSPENDED, ENDED, UNKNOWN; null: never asked
 * @param lrmAskedAt when the LRM gave that answer
 * @param reasonCode the kind of why it is as it is (docs/states.md); null where a coordinator that knew none has written it
 * @param phasesMs milliseconds of the phases that are over: queued, claiming, preparing, assembling, starting, running, ending
 */
public record SlotView(
        String key,
        String state,
        String node,
        String lrmJob,
        String lrmState,
        Instant lrmAskedAt,
        String notice,
        String verdict,
        String reason,
        String reasonCode,
        Instant heardAt,
        Map<String, Long> phasesMs,
        List<GuestView> guests) {}
