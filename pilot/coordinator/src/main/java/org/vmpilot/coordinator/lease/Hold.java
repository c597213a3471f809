package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Somebody has the site start nothing new, or nothing of a queue or on some nodes, until it is released. What has GO is not touched.
 *
 * @param number grows; never used again
 * @param who the token's name, and what the caller calls himself
 * @param until when it is released by itself, by the coordinator's clock; empty: when somebody releases it
 */
public record Hold(long number, Scope scope, String who, String why, Instant since, Optional<Instant> until) {
    /** As people and programs call it: {@code h1}. */
    public String id() {
        return "h" + number;
    }

    /** One clause for people. */
    public String words() {
        return "held (" + id() + ", " + scope.words() + ") by " + who + " since "
                + since.truncatedTo(ChronoUnit.SECONDS) + ": " + why
                + until.map(at -> "; until " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("");
    }

    public boolean isOver(Instant now) {
        return until.filter(at -> !at.isAfter(now)).isPresent();
    }
}
