package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * How the coordinator is.
 *
 * @param lrm its name, for example {@code embedded}
 * @param lrmAnswers false while the LRM cannot be asked
 * @param activeLeases those whose guests were told to start and that do not end yet
 * @param openLeases those that have not ended, whatever they wait for
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
        int openLeases,
        FreezeView frozen,
        List<AlarmView> alarms) {}
