package org.vmpilot.coordinator.engine;

import java.util.Optional;
import org.vmpilot.coordinator.state.Freeze;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;

/** Kill-all's freeze as the store has it. The engine's thread writes; anybody may read. */
final class Frost {
    private final Journal store;
    private volatile Optional<Freeze> freeze;

    Frost(Journal store) {
        this.store = store;
        this.freeze = store.freeze();
    }

    Optional<Freeze> freeze() {
        return freeze;
    }

    boolean frozen() {
        return freeze.isPresent();
    }

    void set(Optional<Freeze> next) throws StoreException {
        store.freeze(next);
        freeze = next;
    }
}
