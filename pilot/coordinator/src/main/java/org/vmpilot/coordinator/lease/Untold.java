package org.vmpilot.coordinator.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a turn of a lease has changed and its entries do not say: it is added, so that nothing that a look at the lease would show
 * changes without an event. Pure.
 */
final class Untold {
    private final Lease before;
    private final Lease after;
    private final List<Entry> entries;

    private Untold(Lease before, Lease after, List<Entry> entries) {
        this.before = before;
        this.after = after;
        this.entries = new ArrayList<>(entries);
    }

    /** The entries, and what is missing in them. */
    static List<Entry> added(Lease before, Lease after, List<Entry> entries) {
        Untold untold = new Untold(before, after, entries);
        untold.lease();
        List<Slot> slots = after.slots();
        int known = before.slots().size();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            // What is not touched is the same object, which costs next to nothing: of a large lease that is all but a
            // few.
            if (i >= known || !before.slots().get(i).equals(slot)) {
                untold.slot(i < known ? Optional.of(before.slots().get(i)) : Optional.empty(), slot);
            }
        }
        return untold.entries;
    }

    private void lease() {
        Facts told = entries.stream()
                .filter(entry -> entry.slot().isEmpty())
                .map(Entry::facts)
                .reduce((first, second) -> second)
                .orElseGet(() -> Facts.of(before));
        Facts now = Facts.of(after);
        if (!told.equals(now)) {
            boolean moved = !told.state().equals(now.state());
            entries.add(Entry.of(after, moved ? EventType.of(after.state()) : EventType.CHANGED, ""));
        }
    }

    /** @param known empty: it is of a new attempt, and as all are that are planned */
    private void slot(Optional<Slot> known, Slot slot) {
        Slot first = known.orElseGet(() -> Slot.planned(
                slot.key(), slot.guests().stream().map(Guest::order).toList()));
        Facts told = entries.stream()
                .filter(entry -> entry.isOf(slot.key()))
                .map(Entry::facts)
                .reduce((one, other) -> other)
                .orElseGet(() -> Facts.of(first));
        Facts now = Facts.of(slot);
        if (!told.equals(now)) {
            boolean moved = !told.state().equals(now.state());
            entries.add(Entry.of(slot, moved ? EventType.of(slot.state()) : EventType.CHANGED, ""));
        }
        if (!first.guests().equals(slot.guests())) {
            guests(first, slot);
        }
    }

    private void guests(Slot first, Slot slot) {
        Map<String, Facts> told = new HashMap<>();
        for (Guest guest : first.guests()) {
            Facts facts = Facts.of(first, guest);
            told.put(facts.guest().orElseThrow(), facts);
        }
        for (Entry entry : entries) {
            entry.slot()
                    .filter(slot.key()::equals)
                    .flatMap(key -> entry.facts().guest())
                    .ifPresent(name -> told.put(name, entry.facts()));
        }
        List<Facts.Changed> changed = slot.guests().stream()
                .filter(guest -> !told.containsValue(Facts.of(slot, guest)))
                .map(guest -> Facts.Changed.of(slot, guest))
                .toList();
        if (!changed.isEmpty()) {
            attach(slot, changed);
        }
    }

    /** The slot's last entry says it; there is one, or one is made. */
    private void attach(Slot slot, List<Facts.Changed> changed) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).isOf(slot.key())) {
                entries.set(i, entries.get(i).with(changed));
                return;
            }
        }
        entries.add(Entry.of(slot, EventType.CHANGED, "").with(changed));
    }
}
