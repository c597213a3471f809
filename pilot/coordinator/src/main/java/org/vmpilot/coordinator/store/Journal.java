package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.protocol.LeaseToken;

/** What the engine needs of the store, on its one thread. */
public interface Journal {
    /** Writes the changes, all in one turn of the disk; on disk when it returns, nothing written when it throws. */
    void commit(List<Change> changes) throws StoreException;

    default void commit(Change change) throws StoreException {
        commit(List.of(change));
    }

    /**
     * What is committed while the work runs is on disk, all in one turn of it, when this returns. When it throws nothing of it is written, though
     * the commits have returned; a commit in between that throws takes only itself back.
     */
    void together(Runnable work) throws StoreException;

    /** Kill-all's freeze, if there is one. */
    Optional<Freeze> freeze();

    /** Writes the freeze, or that there is none any more; on disk when it returns, nothing written when it throws. */
    default void freeze(Optional<Freeze> freeze) throws StoreException {
        freeze(freeze, Optional.empty());
    }

    /** The same, and who asked for it, in one. */
    void freeze(Optional<Freeze> freeze, Optional<AuditEntry> audit) throws StoreException;

    /** Those that are not released, the oldest first. */
    List<Hold> holds();

    /** The greatest number that a hold has, or had; 0: there was none. */
    long lastHold();

    /** Writes a hold and who asked for it; on disk when it returns, nothing written when it throws. */
    void hold(Hold hold, AuditEntry audit) throws StoreException;

    /** Likewise that it is released. */
    void release(Hold hold, Instant at, AuditEntry audit) throws StoreException;

    /** The sequence of the newest event. */
    long lastSequence();

    /** Leases to which anything can still happen. */
    List<Lease> openLeases();

    Optional<Lease> lease(LeaseToken token);

    /** For the loop's thread: the loop waits for no reader. */
    Reads reads();

    /** For all others, on connections of their own; throws {@link StoreBusyException} when all of them are in use. */
    Reads readers();

    /**
     * Forgets leases that ended before that, a few at a time.
     *
     * @return whether there may be more of them
     */
    boolean forget(Instant before) throws StoreException;

    /** Likewise what the audit has of before that, and refusals beyond their number. */
    boolean forgetAudit(Instant before) throws StoreException;
}
