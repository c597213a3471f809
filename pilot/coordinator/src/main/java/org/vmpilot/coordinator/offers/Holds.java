package org.vmpilot.coordinator.offers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;

/** The holds as the store has them. The loop's thread writes; anybody may read. */
public final class Holds implements Member {
    private static final Logger LOG = LogManager.getLogger(Holds.class);
    /** Who has released what was to hold until then. */
    private static final String BY_ITSELF = "coordinator";

    private final Journal store;
    private volatile List<Hold> holds;
    private long last;

    public Holds(Journal store) {
        this.store = store;
        this.holds = List.copyOf(store.holds());
        this.last = store.lastHold();
    }

    /** Those that are not released, the oldest first. */
    public List<Hold> all() {
        return holds;
    }

    public Optional<Hold> of(String id) {
        return holds.stream().filter(hold -> hold.id().equals(id)).findFirst();
    }

    /** A hold as it would be made next. */
    public Hold next(Scope scope, String who, String why, Instant since, Optional<Instant> until) {
        return new Hold(last + 1, scope, who, why, since, until);
    }

    /** @param audit who asked for it */
    public void set(Hold hold, AuditEntry audit) throws StoreException {
        store.hold(hold, audit);
        last = hold.number();
        List<Hold> more = new ArrayList<>(holds);
        more.add(hold);
        holds = List.copyOf(more);
        LOG.warn("{}", hold.words());
    }

    public void release(Hold hold, Instant now, AuditEntry audit) throws StoreException {
        store.release(hold, now, audit);
        holds = holds.stream().filter(other -> other.number() != hold.number()).toList();
        LOG.warn("{} is released by {}", hold.id(), audit.who());
    }

    @Override
    public void tick(Instant now) throws StoreException {
        for (Hold hold : holds) {
            if (hold.isOver(now)) {
                release(
                        hold,
                        now,
                        new AuditEntry(now, BY_ITSELF, "", "release", hold.id(), 200, "", "its time is over"));
            }
        }
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return holds.stream().flatMap(hold -> hold.until().stream());
    }
}
