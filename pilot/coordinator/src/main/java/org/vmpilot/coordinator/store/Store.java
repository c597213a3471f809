package org.vmpilot.coordinator.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.protocol.LeaseToken;

/**
 * The coordinator's store. {@link #commit} is for one thread only and is on disk when it returns; killed right after, the
 * change is there. A commit that throws has written nothing, and the next one may succeed.
 */
public final class Store implements Journal, AutoCloseable {
    private final StoreFolder folder;
    private final Database database;
    private final StoreReads reads;
    private final StoreReads readers;
    private final Turn turn;
    private final AuditRows audit;
    private long lastSequence;

    private Store(StoreFolder folder, Database database) {
        this.folder = folder;
        this.database = database;
        Handle writer = database.writer();
        this.reads = new StoreReads(new Reader() {
            @Override
            public <T> T read(Function<Handle, T> question) {
                return question.apply(writer);
            }
        });
        this.readers = new StoreReads(database.readers());
        this.turn = new Turn(writer);
        this.audit = new AuditRows(writer);
        this.lastSequence = maximum("events", "sequence");
    }

    /** Opens the store, made or migrated where needed. */
    public static Store open(Path path) throws StoreException {
        StoreFolder folder = StoreFolder.take(path);
        try {
            return new Store(folder, Database.open(folder.database()));
        } catch (StoreException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private long maximum(String table, String column) {
        try (var query = database.writer().createQuery("SELECT max(" + column + ") FROM " + table)) {
            return query.mapTo(OptionalLong.class).one().orElse(0);
        }
    }

    @Override
    public void commit(List<Change> changes) throws StoreException {
        try {
            lastSequence = turn.write(handle -> {
                long sequence = lastSequence;
                for (Change change : changes) {
                    sequence = write(handle, change, sequence);
                }
                return sequence;
            });
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        }
    }

    @Override
    public void together(Runnable work) throws StoreException {
        long before = lastSequence;
        boolean written = false;
        try {
            turn.run(work);
            written = true;
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        } finally {
            lastSequence = written ? lastSequence : before;
        }
    }

    @Override
    public Optional<Freeze> freeze() {
        return FreezeRow.read(database.writer());
    }

    @Override
    public void freeze(Optional<Freeze> freeze, Optional<AuditEntry> entry) throws StoreException {
        try {
            database.writer().useTransaction(handle -> {
                FreezeRow.write(handle, freeze);
                entry.ifPresent(audit::add);
            });
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        }
    }

    @Override
    public List<Hold> holds() {
        return HoldRows.open(database.writer());
    }

    @Override
    public long lastHold() {
        return maximum("holds", "number");
    }

    @Override
    public void hold(Hold hold, AuditEntry entry) throws StoreException {
        held(hold, Optional.empty(), entry);
    }

    @Override
    public void release(Hold hold, Instant at, AuditEntry entry) throws StoreException {
        held(hold, Optional.of(at), entry);
    }

    private void held(Hold hold, Optional<Instant> released, AuditEntry entry) throws StoreException {
        try {
            turn.write(handle -> {
                HoldRows.write(handle, hold, released);
                audit.add(entry);
                return null;
            });
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        }
    }

    /** @return the sequence of the newest event, given that before the change */
    private long write(Handle handle, Change change, long before) {
        change.after().ifPresent(lease -> LeaseRows.write(handle, change.before(), lease));
        long sequence = before;
        List<Row> events = new ArrayList<>();
        for (Entry entry : change.entries()) {
            sequence++;
            String project =
                    change.after().map(lease -> lease.owner().project()).orElse(Owner.DEFAULT_PROJECT);
            events.add(EventRows.row(EventRows.view(sequence, change.now(), change.lease(), entry), project));
        }
        Row.writeAll(handle, events);
        UsageRows.write(handle, change);
        NodeRows.write(handle, change);
        change.ofNode().ifPresent(node -> DrainRows.write(handle, node));
        change.token().ifPresent(token -> AccessRows.write(handle, token));
        change.audit().ifPresent(audit::add);
        return sequence;
    }

    @Override
    public long lastSequence() {
        return lastSequence;
    }

    @Override
    public List<Lease> openLeases() {
        return LeaseReader.read(database.writer(), "l.settled = :value", 0);
    }

    @Override
    public Optional<Lease> lease(LeaseToken token) {
        return LeaseReader.read(database.writer(), "l.token = :value", token.text()).stream()
                .findFirst();
    }

    @Override
    public StoreReads reads() {
        return reads;
    }

    @Override
    public StoreReads readers() {
        return readers;
    }

    @Override
    public boolean forget(Instant before) throws StoreException {
        try {
            return database.writer().inTransaction(handle -> Forgetting.run(handle, before));
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        }
    }

    @Override
    public boolean forgetAudit(Instant before) throws StoreException {
        try {
            return database.writer().inTransaction(handle -> AccessRows.forget(handle, before));
        } catch (JdbiException e) {
            throw Database.failure(e, "the store could not write");
        }
    }

    /** Lets the database grow to so many pages, so that a test can fill it. */
    void limitPages(int pages) {
        database.writer().execute("PRAGMA max_page_count = " + pages);
    }

    @Override
    public void close() {
        database.close();
        folder.close();
    }
}
