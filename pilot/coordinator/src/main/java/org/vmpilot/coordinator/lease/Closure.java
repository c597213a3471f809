package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * Why the site lets a lease not start now.
 *
 * @param reason with the code HELD or WINDOW; one clause for people, for example {@code held by ops: new kernel}
 * @param until when it may start, as far as that is known now, by the loop's clock
 */
public record Closure(Reason reason, Optional<Instant> until) {
    public static Closure of(ReasonCode code, String words, Optional<Instant> until) {
        return new Closure(Reason.of(code, words), until);
    }

    public String words() {
        return reason.words();
    }
}
