package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * A maintenance window of the site as it is next: nothing is started that would not be over before it begins, and nothing while it is.
 *
 * @param begin its rule, a Quartz cron expression by the clocks of {@code timeZone}
 * @param queue only leases of this queue; null: of all
 * @param nodes nothing on these nodes, folded; null: it is not of nodes
 * @param beginsAt in the past while it is
 * @param open whether it is now
 */
public record WindowView(
        String name,
        String begin,
        long durationS,
        String timeZone,
        String queue,
        String nodes,
        String why,
        Instant beginsAt,
        Instant endsAt,
        boolean open) {}
