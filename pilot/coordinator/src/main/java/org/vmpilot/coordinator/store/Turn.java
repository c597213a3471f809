package org.vmpilot.coordinator.store;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;

/** Several writes in one transaction, so that they cost one turn of the disk. For the thread that writes. */
final class Turn {
    private static final Logger LOG = LogManager.getLogger(Turn.class);
    private static final String SAVEPOINT = "one_write";

    private final Handle writer;
    private boolean running;
    private boolean begun;
    private boolean broken;

    Turn(Handle writer) {
        this.writer = writer;
    }

    /** One write: a transaction of its own; within {@link #run} a part of that one, which takes itself back when it throws. */
    <T> T write(HandleCallback<T, RuntimeException> work) {
        if (!running) {
            return writer.inTransaction(work);
        }
        if (broken) {
            throw new TransactionException("a write before this one could not be taken back");
        }
        if (!begun) {
            writer.begin();
            begun = true;
        }
        writer.savepoint(SAVEPOINT);
        boolean written = false;
        try {
            T result = work.withHandle(writer);
            written = true;
            return result;
        } finally {
            end(written);
        }
    }

    private void end(boolean written) {
        if (written) {
            writer.releaseSavepoint(SAVEPOINT);
            return;
        }
        try {
            writer.rollbackToSavepoint(SAVEPOINT);
        } catch (JdbiException e) {
            // SQLite takes a whole transaction back by itself when its disk is full: nothing of the turn is left.
            broken = true;
        }
    }

    /** Runs what writes, and commits it at last; nothing is written when it throws. A turn in which nobody writes costs nothing. */
    void run(Runnable work) {
        running = true;
        boolean committed = false;
        try {
            work.run();
            running = false;
            if (broken) {
                throw new TransactionException("a write could not be taken back, so nothing of its turn is written");
            }
            if (begun) {
                writer.commit();
            }
            committed = true;
        } finally {
            running = false;
            if (begun && !committed) {
                rollBack();
            }
            begun = false;
            broken = false;
        }
    }

    private void rollBack() {
        try {
            writer.rollback();
        } catch (JdbiException e) {
            LOG.debug("SQLite has taken the turn back itself: {}", e.getMessage());
        }
    }
}
