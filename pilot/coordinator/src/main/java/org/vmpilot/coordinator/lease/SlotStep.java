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
        return same(slot).entry(EventType.IMPOSSIBLE, words);
    }

    /** Says that it happened to the slot as it is in this step. */
    SlotStep entry(EventType event, String words) {
        return with(Entry.of(slot, event, words));
    }

    /** The same of one of its guests. */
    SlotStep entry(Guest guest, EventType event, String words) {
        return with(Entry.of(slot, guest, event, words));
    }

    private SlotStep with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new SlotStep(slot, more);
    }
}
