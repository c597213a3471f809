package org.vmpilot.coordinator.lease;

/** Slots in sentences for people. */
final class SlotWords {
    private SlotWords() {}

    static String name(Slot slot) {
        return slot.key().index()
                + slot.holder().map(holder -> " on " + holder.node()).orElse("");
    }

    static String of(Slot slot) {
        String notice = slot.notice().map(Enum::name).orElse("");
        String words = slot.reason().isEmpty() ? slot.state().name() : slot.reason();
        return "slot " + name(slot) + ": " + (notice.isEmpty() ? words : notice + " (" + words + ")");
    }
}
