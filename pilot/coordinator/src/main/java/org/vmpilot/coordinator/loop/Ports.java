package org.vmpilot.coordinator.loop;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.Lrm;

/**
 * What the engine stands on.
 *
 * @param loop runs one task after another; the only one that decides
 * @param lanes run slow calls of the LRM
 */
public record Ports(Journal store, Lrm lrm, InstantSource clock, RandomGenerator random, Executor loop, Lanes lanes) {
    /** Writes the changes. Whatever a store throws, nothing is written, and it is tried again as when its disk is full. */
    public void write(List<Change> changes) throws StoreException {
        try {
            store.commit(changes);
        } catch (RuntimeException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "the store could not write: " + e, e);
        }
    }

    /** What is written meanwhile is written in one turn of the disk, and fails as {@link #write} does, all of it. */
    void together(Runnable work) throws StoreException {
        try {
            store.together(work);
        } catch (RuntimeException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "the store could not write: " + e, e);
        }
    }

    /**
     * Forgets a few of the leases that ended before that, and fails as {@link #write} does.
     *
     * @return whether there may be more of them
     */
    boolean forget(Instant before) throws StoreException {
        try {
            return store.forget(before);
        } catch (RuntimeException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "the store could not write: " + e, e);
        }
    }

    /** Likewise a few entries of the audit. */
    boolean forgetAudit(Instant before) throws StoreException {
        try {
            return store.forgetAudit(before);
        } catch (RuntimeException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "the store could not write: " + e, e);
        }
    }
}
