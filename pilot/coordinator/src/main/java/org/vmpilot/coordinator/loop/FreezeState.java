package org.vmpilot.coordinator.loop;

import java.util.Optional;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;

/** Kill-all's freeze as the store has it. The engine's thread writes; anybody may read. */
public final class FreezeState {
    private final Journal store;
    private volatile Optional<Freeze> freeze;

    public FreezeState(Journal store) {
        this.store = store;
        this.freeze = store.freeze();
    }

    public Optional<Freeze> freeze() {
        return freeze;
    }

    public boolean frozen() {
        return freeze.isPresent();
    }

    /** @param audit who asked for it */
    public void set(Optional<Freeze> next, AuditEntry audit) throws StoreException {
        store.freeze(next, Optional.of(audit));
        freeze = next;
    }
}
