package org.vmpilot.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which events are wanted; all that is asked must hold.
 *
 * @param lease only of this lease
 * @param events only these, by name; none: whatever happened
 * @param states only those that leave the lease, the slot or the guest in one of these states; none: in whichever
 * @param labels only of leases that have all of these
 */
public record EventFilter(
        Optional<String> lease, List<String> events, List<String> states, Map<String, String> labels) {
    public EventFilter {
        events = List.copyOf(events);
        states = List.copyOf(states);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** Everything. */
    public static EventFilter all() {
        return new EventFilter(Optional.empty(), List.of(), List.of(), Map.of());
    }

    Parameters parameters() {
        Parameters parameters = new Parameters();
        lease.ifPresent(id -> parameters.add("lease", id));
        events.forEach(event -> parameters.add("event", event));
        states.forEach(state -> parameters.add("state", state));
        labels.forEach((label, value) -> parameters.add("label", label + "=" + value));
        return parameters;
    }
}
