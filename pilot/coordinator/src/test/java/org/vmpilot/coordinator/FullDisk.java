package org.vmpilot.coordinator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseToken;

/** A store whose disk can be full, or which fails otherwise than a store should. */
final class FullDisk implements Site.Wrapping {
    boolean full;
    /** How many commits throw what no store should, after so many that do not. */
    int broken;

    int spared;
    /** How many reads of a lease that is over throw likewise. */
    int unreadable;

    int commits;
    /** Run when all of a turn is decided and nothing of it is durable; what it throws takes the turn back. */
    Runnable beforeATurnIsWritten = () -> {};

    int turns;

    @Override
    public Journal journal(Journal journal) {
        return new Journal() {
            @Override
            public void commit(List<Change> changes) throws StoreException {
                if (broken > 0 && spared-- <= 0) {
                    broken--;
                    throw new IllegalStateException("what no store throws");
                }
                commits++;
                if (full) {
                    throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
                }
                journal.commit(changes);
            }

            @Override
            public void together(Runnable work) throws StoreException {
                journal.together(() -> {
                    work.run();
                    beforeATurnIsWritten.run();
                });
                turns++;
            }

            @Override
            public Optional<Freeze> freeze() {
                return journal.freeze();
            }

            @Override
            public void freeze(Optional<Freeze> freeze, Optional<AuditEntry> audit) throws StoreException {
                if (full) {
                    throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
                }
                journal.freeze(freeze, audit);
            }

            @Override
            public List<Hold> holds() {
                return journal.holds();
            }

            @Override
            public long lastHold() {
                return journal.lastHold();
            }

            @Override
            public void hold(Hold hold, AuditEntry audit) throws StoreException {
                if (full) {
                    throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
                }
                journal.hold(hold, audit);
            }

            @Override
            public void release(Hold hold, Instant at, AuditEntry audit) throws StoreException {
                if (full) {
                    throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
                }
                journal.release(hold, at, audit);
            }

            @Override
            public long lastSequence() {
                return journal.lastSequence();
            }

            @Override
            public List<Lease> openLeases() {
                return journal.openLeases();
            }

            @Override
            public Optional<Lease> lease(LeaseToken token) {
                if (unreadable > 0) {
                    unreadable--;
                    throw new IllegalStateException("what no store throws");
                }
                return journal.lease(token);
            }

            @Override
            public boolean forget(Instant before) throws StoreException {
                if (full) {
                    throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
                }
                return journal.forget(before);
            }

            @Override
            public boolean forgetAudit(Instant before) throws StoreException {
                return journal.forgetAudit(before);
            }

            @Override
            public Reads readers() {
                return journal.readers();
            }

            @Override
            public Reads reads() {
                return journal.reads();
            }
        };
    }
}
