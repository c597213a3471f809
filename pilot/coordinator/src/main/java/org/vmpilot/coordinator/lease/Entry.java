package org.vmpilot.coordinator.lease;

import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.SlotKey;

/**
 * One thing that happened, for the lease's history.
 *
 * @param slot empty: it happened to the lease
 * @param words for people, may be empty
 * @param facts how the lease, the slot or the guest is from then on
 */
public record Entry(Optional<SlotKey> slot, EventType event, String words, Facts facts) {
    static Entry of(Slot slot, EventType event, String words) {
        return new Entry(Optional.of(slot.key()), event, words, Facts.of(slot));
    }

    static Entry of(Slot slot, Guest guest, EventType event, String words) {
        return new Entry(Optional.of(slot.key()), event, words, Facts.of(slot, guest));
    }

    static Entry of(Lease lease, EventType event, String words) {
        return new Entry(Optional.empty(), event, words, Facts.of(lease));
    }

    /** The first entry of a lease. */
    public static Entry created(Lease lease) {
        int guests = lease.request().guestCount();
        int slots = lease.request().slotCount();
        return of(lease, EventType.CREATED, "'" + lease.request().name() + "': guests " + guests + ", slots " + slots);
    }

    /** Whether it says how the slot, and not only one of its guests, is. */
    boolean isOf(SlotKey key) {
        return slot.filter(key::equals).isPresent() && facts.guest().isEmpty();
    }

    Entry with(List<Facts.Changed> guests) {
        return new Entry(slot, event, words, facts.with(guests));
    }
}
