package org.vmpilot.agent;

import java.util.List;

/** What comes of an event: the next state, and what is to be done, in this order. */
record Step(SlotState state, List<Action> actions) {
    Step {
        actions = List.copyOf(actions);
    }

    static Step to(SlotState state, Action... actions) {
        return new Step(state, List.of(actions));
    }
}
