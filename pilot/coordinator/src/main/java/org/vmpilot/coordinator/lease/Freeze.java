package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An admin's kill-all, until thaw: no new lease, no submit, no GO, no claim, and what is open ends.
 *
 * @param who asked for it, for example {@code root@admin1}
 * @param why for people, may be empty
 */
public record Freeze(Instant since, String who, String why) {
    /** One sentence for people. */
    public String words() {
        return "frozen by " + who + " at " + since.truncatedTo(ChronoUnit.SECONDS) + (why.isEmpty() ? "" : ": " + why);
    }
}
