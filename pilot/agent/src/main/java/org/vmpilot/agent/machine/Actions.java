package org.vmpilot.agent.machine;

import java.util.ArrayList;
import java.util.List;

/** Lists of actions, one after the other. */
final class Actions {
    private Actions() {}

    static List<Action> then(List<Action> first, Action last) {
        return both(first, List.of(last));
    }

    static List<Action> both(List<Action> first, List<Action> second) {
        List<Action> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
