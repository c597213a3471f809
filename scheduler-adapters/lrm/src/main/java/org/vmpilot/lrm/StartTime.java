package org.vmpilot.lrm;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.ggf.drmaa.PartialTimestamp;

/** DRMAA's start time: a local time of the machine, in seconds. Its classes lose an offset from UTC on the way. */
final class StartTime {
    private static final long ALMOST_A_SECOND_NS = 999_999_999;

    private StartTime() {}

    /** Never before the instant. */
    static PartialTimestamp of(Instant instant) {
        ZonedDateTime local = instant.plusNanos(ALMOST_A_SECOND_NS).atZone(ZoneId.systemDefault());
        return new PartialTimestamp(
                local.getYear(),
                // As in java.util.Calendar.
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }
}
