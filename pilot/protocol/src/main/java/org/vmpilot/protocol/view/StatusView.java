package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * How the coordinator is.
 *
 * @param lrm its name, for example {@code embedded}
 * @param lrmAnswers false while the LRM cannot be asked
 * @param frozen null unless an admin's kill-all has frozen the coordinator
 * @param alarms what somebody must see to, the oldest first
 */
public record StatusView(
        String version,
        Instant startedAt,
        String lrm,
        boolean lrmAnswers,
        Instant lrmAskedAt,
        int activeLeases,
        FreezeView frozen,
        List<AlarmView> alarms) {}
