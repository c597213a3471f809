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
 * @param holds what somebody has the site not start, the oldest first; {@code windows}: the site's maintenance windows, each as it is next
 * @param alarms what somebody must see to, the oldest first; null: who asked is not told
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
        List<AlarmView> alarms,
        List<HoldView> holds,
        List<WindowView> windows) {
    public StatusView {
        // A coordinator that has none of them does not send them.
        holds = holds == null ? List.of() : List.copyOf(holds);
        windows = windows == null ? List.of() : List.copyOf(windows);
    }
}
