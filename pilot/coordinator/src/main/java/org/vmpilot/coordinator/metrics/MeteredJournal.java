package org.vmpilot.coordinator.metrics;

import com.google.common.base.Ticker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
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

/** A store, and how it writes. {@link #failingFor} for all, the rest for the loop's thread. */
final class MeteredJournal implements Journal {
    private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5};

    private final Journal store;
    private final Ticker ticker;
    private final Histogram seconds;
    private final Counter failures;
    private final Counter audits;
    private volatile Optional<Long> failedAt = Optional.empty();
    private Turn turn;

    /** Several commits that are written at once. */
    private static final class Turn {
        private long nanos;
        private long began;
        private int commits;
        private int audits;
    }

    private interface Write<T> {
        T run() throws StoreException;
    }

    MeteredJournal(Journal store, Families families, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
        this.seconds = families.histogram(
                "vmpilot_store_commit_seconds",
                "How long commits took that are on disk; several decisions may be one.",
                BOUNDS);
        this.failures =
                families.counter("vmpilot_store_commit_failures_total", "Commits that failed: nothing was written.");
        this.audits = families.counter(
                "vmpilot_audit_entries_total", "Entries that this process has written into the audit.");
    }

    /** Since when nothing could be written; empty: the last write succeeded. */
    Optional<Duration> failingFor() {
        return failedAt.map(at -> Duration.ofNanos(ticker.read() - at));
    }

    private <T> T timed(Write<T> write) throws StoreException {
        long began = ticker.read();
        T result;
        try {
            result = write.run();
        } catch (StoreException | RuntimeException e) {
            failed();
            throw e;
        }
        written(ticker.read() - began);
        return result;
    }

    private void failed() {
        failures.inc();
        failedAt = Optional.of(ticker.read());
    }

    private void written(long nanos) {
        seconds.observe(Unit.nanosToSeconds(nanos));
        failedAt = Optional.empty();
    }

    private static int audits(List<Change> changes) {
        return (int)
                changes.stream().filter(change -> change.audit().isPresent()).count();
    }

    @Override
    public void commit(List<Change> changes) throws StoreException {
        if (turn == null) {
            timed(() -> {
                store.commit(changes);
                return null;
            });
            audits.inc(audits(changes));
            return;
        }
        long began = ticker.read();
        store.commit(changes);
        turn.nanos += ticker.read() - began;
        turn.commits++;
        turn.audits += audits(changes);
    }

    @Override
    public void together(Runnable work) throws StoreException {
        Turn own = new Turn();
        turn = own;
        try {
            store.together(() -> {
                work.run();
                own.began = ticker.read();
            });
        } catch (StoreException | RuntimeException e) {
            failed();
            throw e;
        } finally {
            turn = null;
        }
        if (own.commits > 0) {
            written(own.nanos + ticker.read() - own.began);
            audits.inc(own.audits);
        }
    }

    @Override
    public Optional<Freeze> freeze() {
        return store.freeze();
    }

    @Override
    public void freeze(Optional<Freeze> freeze, Optional<AuditEntry> entry) throws StoreException {
        timed(() -> {
            store.freeze(freeze, entry);
            return null;
        });
        entry.ifPresent(written -> audits.inc());
    }

    @Override
    public List<Hold> holds() {
        return store.holds();
    }

    @Override
    public long lastHold() {
        return store.lastHold();
    }

    @Override
    public void hold(Hold hold, AuditEntry entry) throws StoreException {
        timed(() -> {
            store.hold(hold, entry);
            return null;
        });
        audits.inc();
    }

    @Override
    public void release(Hold hold, Instant at, AuditEntry entry) throws StoreException {
        timed(() -> {
            store.release(hold, at, entry);
            return null;
        });
        audits.inc();
    }

    @Override
    public long lastSequence() {
        return store.lastSequence();
    }

    @Override
    public List<Lease> openLeases() {
        return store.openLeases();
    }

    @Override
    public Optional<Lease> lease(LeaseToken token) {
        return store.lease(token);
    }

    @Override
    public Reads reads() {
        return store.reads();
    }

    @Override
    public Reads readers() {
        return store.readers();
    }

    @Override
    public boolean forget(Instant before) throws StoreException {
        return timed(() -> store.forget(before));
    }

    @Override
    public boolean forgetAudit(Instant before) throws StoreException {
        return timed(() -> store.forgetAudit(before));
    }
}
