package org.vmpilot.coordinator.lease;

import java.util.Optional;
import org.vmpilot.protocol.SlotKey;

/**
 * One thing that happened, for the lease's history.
 *
 * @param slot empty: it happened to the lease
 * @param event a word in capitals, for programs (docs/states.md lists them)
 * @param words for people, may be empty
 */
public record Entry(Optional<SlotKey> slot, String event, String words) {
    static Entry of(SlotKey slot, String event, String words) {
        return new Entry(Optional.of(slot), event, words);
    }

    static Entry ofLease(String event, String words) {
        return new Entry(Optional.empty(), event, words);
    }

    /** The first entry of a lease. */
    public static Entry created(Lease lease) {
        int guests = lease.request().guestCount();
        int slots = lease.request().slotCount();
        return ofLease("CREATED", "'" + lease.request().name() + "': guests " + guests + ", slots " + slots);
    }
}
