package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * How the coordinator is.
 *
 * @param lrm its name, for example {@code embedded}
 * @param lrmAnswers false while the LRM cannot be asked
 * @param frozen null unless an admin's kill-all has frozen the coordinator
 */
public record StatusView(
        String version,
        Instant startedAt,
        String lrm,
        boolean lrmAnswers,
        Instant lrmAskedAt,
        int activeLeases,
        FreezeView frozen) {}
