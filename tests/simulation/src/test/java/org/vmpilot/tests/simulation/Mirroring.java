package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.vmpilot.coordinator.SimulatedCoordinator;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.EventRows;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;

/** Folds the events of a run, and holds what comes of it against what GET shows, whenever something was written. */
final class Mirroring {
    private static final int ENOUGH = 3;

    private final Mirror mirror = new Mirror();
    private final List<EventView> unfolded = new ArrayList<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> events = new TreeSet<>();
    private long sequence;
    private long looks;

    /** What became durable, with the events that are told of it. */
    void written(Change change) {
        change.after().ifPresent(lease -> touched.add(lease.token().text()));
        for (Entry entry : change.entries()) {
            sequence++;
            EventView event = EventRows.view(sequence, change.now(), change.lease(), entry);
            events.add(event.event());
            unfolded.add(event);
        }
    }

    /** At a moment when the coordinator has told all that it has written. */
    void compare(SimulatedCoordinator life) {
        fold(life);
        touched.forEach(id -> differs(id, life.view(id)));
        touched.clear();
    }

    private void fold(SimulatedCoordinator life) {
        for (EventView event : unfolded) {
            if (event.event().equals("CREATED")) {
                mirror.look(life.view(event.lease()));
            }
            mirror.fold(event);
        }
        unfolded.clear();
    }

    private void differs(String id, LeaseView view) {
        looks++;
        Map<String, String> shown = Mirror.shown(view);
        Map<String, String> folded = mirror.of(id);
        Set<String> fields = new TreeSet<>(shown.keySet());
        fields.addAll(folded.keySet());
        for (String field : fields) {
            if (!Objects.equals(shown.get(field), folded.get(field)) && faults.size() < ENOUGH) {
                faults.add(id + " " + field + ": GET shows " + shown.get(field) + ", events say " + folded.get(field));
            }
        }
        boolean coded = view.reasonCode() != null && view.slots().stream().allMatch(slot -> slot.reasonCode() != null);
        if (!coded && faults.size() < ENOUGH) {
            faults.add(id + " has a reason without a code: " + view);
        }
        if (view.state().equals("ENDED") != (view.result() != null) && faults.size() < ENOUGH) {
            faults.add(id + " is " + view.state() + " with result " + view.result());
        }
    }

    List<String> faults() {
        return faults;
    }

    /** How often a lease was looked at. */
    long looks() {
        return looks;
    }

    /** The events that there were. */
    Set<String> events() {
        return events;
    }
}
