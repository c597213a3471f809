package org.vmpilot.coordinator.service;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.EventType;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.store.EventRows;
import org.vmpilot.protocol.view.EventView;

/**
 * Which events are wanted; all that is asked must hold.
 *
 * @param lease only of this lease
 * @param events only these, by name; none: whatever happened
 * @param states only those that leave the lease, the slot or the guest in one of these states; none: in whichever
 * @param labels only of leases that have all of these
 * @param project only of its leases
 */
public record EventQuery(
        Optional<String> lease,
        Set<String> events,
        Set<String> states,
        Map<String, String> labels,
        Optional<String> project) {
    /** All events that there can be. */
    public static final List<String> EVENTS = names(EventType.values());

    /** All states of leases, slots and guests. */
    public static final List<String> STATES = Stream.of(LeaseState.values(), SlotState.values(), Guest.State.values())
            .flatMap(states -> names(states).stream())
            .distinct()
            .toList();

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }

    public EventQuery {
        events = Set.copyOf(events);
        states = Set.copyOf(states);
        labels = Map.copyOf(labels);
    }

    /** Everything. */
    public static EventQuery all() {
        return new EventQuery(Optional.empty(), Set.of(), Set.of(), Map.of(), Optional.empty());
    }

    public EventQuery of(String one) {
        return new EventQuery(Optional.of(one), events, states, labels, project);
    }

    public EventQuery ofProject(String only) {
        return new EventQuery(lease, events, states, labels, Optional.of(only));
    }

    /** Whether the event is wanted, as far as it says so itself: not by labels and project of its lease. */
    public boolean takes(EventView event) {
        return lease.filter(id -> !id.equals(event.lease())).isEmpty()
                && (events.isEmpty() || events.contains(event.event()))
                && (states.isEmpty() || (event.state() != null && states.contains(event.state())));
    }

    EventRows.Wanted wanted() {
        return new EventRows.Wanted(lease, events, states, labels, project);
    }
}
