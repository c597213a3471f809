package org.vmpilot.coordinator.lease;

import java.util.Optional;
import org.vmpilot.protocol.Notice;

/**
 * Why a lease is as it is, and what comes of it.
 *
 * @param notice why it ended or ends
 * @param because what it waits for, or why it ended
 * @param result what comes of it, from the moment in which it is to end
 */
public record Outcome(Optional<Notice> notice, Reason because, Optional<Result> result) {
    static final Outcome OPEN = new Outcome(Optional.empty(), Reason.NONE, Optional.empty());

    Outcome because(Reason why) {
        return new Outcome(notice, why, result);
    }

    Outcome ends(Notice why, Result what) {
        return new Outcome(Optional.of(why), because, Optional.of(what));
    }
}
