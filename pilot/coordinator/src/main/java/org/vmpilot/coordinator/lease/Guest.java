package org.vmpilot.coordinator.lease;

import java.util.Locale;
import java.util.Optional;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.GuestOrder;

/**
 * A guest of a slot.
 *
 * @param ended as the certificate says it
 */
public record Guest(GuestOrder order, State state, Optional<GuestEnd> ended) {
    /** As the agent's reports say it. */
    public enum State {
        PLANNED,
        STARTING,
        UP,
        FAILED,
        ENDED
    }

    /** How it ended, as the API and events say it. */
    public Optional<String> endedWord() {
        return ended.map(end -> end.name().toLowerCase(Locale.ROOT));
    }

    static Guest planned(GuestOrder order) {
        return new Guest(order, State.PLANNED, Optional.empty());
    }

    /** Reports may come late: a state never goes back. */
    Guest reported(State reported) {
        return reported.compareTo(state) > 0 ? new Guest(order, reported, ended) : this;
    }

    Guest certified(GuestEnd end) {
        return new Guest(order, state == State.FAILED ? state : State.ENDED, Optional.of(end));
    }
}
