package org.vmpilot.coordinator.loop;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.StoreException;

/** A room that lives by the loop. Everything here runs on the loop's thread and is quick. */
public interface Member {
    /** Takes up what the store says: the first thing that happens. */
    default void recover(List<Lease> open) throws StoreException {}

    /** A lease was changed, and that is durable. */
    default void changed(Decisions.Told told) {}

    /** Time has come for something. */
    default void tick(Instant now) throws StoreException {}

    /** After every turn. */
    default void work(Instant now) throws StoreException {}

    /** When it wants to be woken. */
    default Stream<Instant> dues(Instant now) {
        return Stream.empty();
    }
}
