package org.vmpilot.agent.machine;

import java.util.List;

/** What comes of an event: the next state, and what is to be done, in this order. */
public record Step(SlotState state, List<Action> actions) {
    public Step {
        actions = List.copyOf(actions);
    }

    static Step to(SlotState state, Action... actions) {
        return new Step(state, List.of(actions));
    }
}
