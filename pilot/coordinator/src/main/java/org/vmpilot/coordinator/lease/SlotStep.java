package org.vmpilot.coordinator.lease;

import java.util.ArrayList;
import java.util.List;

/** What an event made of a slot, and what is to be recorded. */
public record SlotStep(Slot slot, List<Entry> entries) {
    public SlotStep {
        entries = List.copyOf(entries);
    }

    static SlotStep same(Slot slot) {
        return new SlotStep(slot, List.of());
    }

    static SlotStep impossible(Slot slot, SlotEvent event) {
        String words = event.getClass().getSimpleName() + " in state " + slot.state();
        return same(slot).entry("IMPOSSIBLE", words);
    }

    SlotStep entry(String event, String words) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(Entry.of(slot.key(), event, words));
        return new SlotStep(slot, more);
    }
}
