package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseMachine;
import org.vmpilot.coordinator.lease.LeaseStep;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.Usage;
import org.vmpilot.coordinator.lease.Wanted;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** Decides what events mean and commits it; only then anybody is told. For the engine's thread. */
public final class Decisions {
    private static final Logger LOG = LogManager.getLogger(Decisions.class);
    private static final List<String> LOG_FIELDS = List.of("lease", "slot");
    /** Leases in one commit: others wait for it. */
    static final int AT_ONCE = 200;
    /** When a lease that could not take its turn has another one. */
    private static final Duration UNDECIDABLE = Duration.ofMinutes(1);

    private final Ports ports;
    private final Settings settings;
    private final HeardAt heard;
    private final OpenLeases leases;
    private final FreezeState freezeState;
    private final List<Consumer<Told>> listeners = new ArrayList<>();
    /** What is told when the turn under way is durable, and what is done when it is not going to be; null between turns. */
    private List<Runnable> toTell;

    private List<Runnable> toHold;

    /** When the claimed slots of a lease were last heard of. */
    public interface HeardAt {
        Map<SlotKey, Instant> of(Lease lease);
    }

    /**
     * What listeners are told.
     *
     * @param before empty: the lease is new here
     * @param news whether anything was recorded
     */
    public record Told(Optional<Lease> before, Lease lease, boolean news) {
        /** The slots that are not what they were. */
        public Stream<Slot> changedSlots() {
            return lease.slots().stream()
                    .filter(slot -> before(slot).filter(slot::equals).isEmpty());
        }

        public Optional<Slot> before(Slot slot) {
            return before.flatMap(known -> known.slot(slot.key()));
        }

        public boolean changedState() {
            return before.map(Lease::state).filter(lease.state()::equals).isEmpty();
        }
    }

    /** @param heard when a lease's agents were last heard of */
    public Decisions(Ports ports, Settings settings, FreezeState freezeState, HeardAt heard) {
        this.ports = ports;
        this.settings = settings;
        this.leases = new OpenLeases(new Usage(settings.usageKept()));
        this.heard = heard;
        this.freezeState = freezeState;
    }

    public void onChange(Consumer<Told> listener) {
        listeners.add(listener);
    }

    public OpenLeases leases() {
        return leases;
    }

    /** A lease as it is decided, open or long over. */
    public Optional<Lease> lease(LeaseToken token) {
        return leases.decided(token).or(() -> ports.store().lease(token));
    }

    /** Runs work whose decisions are written in one commit; nobody is told of them, and nothing counts for others, before. */
    void together(Runnable work) throws StoreException {
        List<Runnable> told = new ArrayList<>();
        List<Runnable> held = new ArrayList<>();
        boolean written = false;
        toTell = told;
        toHold = held;
        try {
            ports.together(work);
            written = true;
        } finally {
            toTell = null;
            toHold = null;
            if (!written) {
                leases.takeBack(ports.clock().instant());
                held.forEach(Runnable::run);
            }
        }
        leases.written();
        told.forEach(Runnable::run);
    }

    /**
     * For who has just decided something: between turns it is durable now.
     *
     * @param lost instead, if the turn under way cannot be written
     */
    void whenWritten(Runnable written, Runnable lost) {
        if (toTell == null) {
            written.run();
        } else {
            toTell.add(written);
            toHold.add(lost);
        }
    }

    /**
     * @param more what is to be written with it
     * @return the lease as it is now
     */
    public Lease change(Lease before, LeaseEvent event, UnaryOperator<Change> more) throws StoreException {
        Instant now = ports.clock().instant();
        Decided decided = decide(before, event, more, now);
        commit(List.of(decided), now);
        return decided.step().lease();
    }

    /**
     * The same for several leases in one write: a survey tells hundreds at once, and each commit costs a turn of the disk. What cannot be decided
     * is said in the log.
     */
    void changeAll(Map<LeaseToken, LeaseEvent> events) throws StoreException {
        Instant now = ports.clock().instant();
        List<Decided> all = new ArrayList<>();
        events.forEach((token, event) -> {
            try {
                lease(token).ifPresent(lease -> all.add(decide(lease, event, UnaryOperator.identity(), now)));
            } catch (RuntimeException e) {
                // The others have their news all the same.
                LOG.error("lease {} could not take {}", token, event, e);
                if (event instanceof LeaseEvent.Tick) {
                    leases.later(token, now.plus(UNDECIDABLE));
                }
            }
        });
        commit(all, now);
    }

    /** @param change empty: there is nothing to write */
    private record Decided(Lease before, LeaseEvent event, LeaseStep step, Optional<Change> change) {}

    private Decided decide(Lease before, LeaseEvent event, UnaryOperator<Change> more, Instant now) {
        LeaseStep step = step(before, event, now);
        Change bare = Change.of(before, step.lease(), step.entries(), now);
        Change change = more.apply(bare);
        boolean nothing = step.entries().isEmpty() && step.lease().equals(before) && change.equals(bare);
        return new Decided(before, event, step, nothing ? Optional.empty() : Optional.of(change));
    }

    private void commit(List<Decided> all, Instant now) throws StoreException {
        List<Change> changes =
                all.stream().map(Decided::change).flatMap(Optional::stream).toList();
        if (!changes.isEmpty()) {
            ports.write(changes);
        }
        // The book first: whatever a listener does, no lease in it is older than the store's.
        for (Decided one : all) {
            boolean owed = !(one.event() instanceof LeaseEvent.Tick)
                    && leases.isDue(one.before().token(), now);
            if (owed) {
                // Its time has come and nobody could look yet (the store could not write): this was not that look.
                leases.put(one.step().lease(), Optional.of(now), now);
            } else {
                plan(one.step().lease());
            }
        }
        decided(() -> all.forEach(one -> tell(Optional.of(one.before()), one.step())));
    }

    /** While kill-all's freeze is there, a lease ends before anything else happens to it: so no GO is given behind it. */
    private LeaseStep step(Lease before, LeaseEvent event, Instant now) {
        LeaseStep ended = freezeState.freeze().isPresent()
                ? LeaseMachine.apply(
                        before,
                        new LeaseEvent.KillAll(freezeState.freeze().get().words()),
                        now,
                        settings.timing())
                : new LeaseStep(before, List.of());
        LeaseStep step = LeaseMachine.apply(ended.lease(), event, now, settings.timing());
        List<Entry> entries = new ArrayList<>(ended.entries());
        entries.addAll(step.entries());
        return new LeaseStep(step.lease(), entries);
    }

    /**
     * Makes a lease durable. It waits for its place.
     *
     * @param more what is to be written with it
     */
    public void create(Lease fresh, Optional<Change.IdempotencyKey> key, UnaryOperator<Change> more)
            throws StoreException {
        List<Entry> entries = List.of(Entry.created(fresh));
        ports.write(List.of(more.apply(Change.created(fresh, entries, key))));
        plan(fresh);
        decided(() -> tell(Optional.empty(), new LeaseStep(fresh, entries)));
    }

    /** Tells every lease whose time has come, many in one write: leases that were made together end together. */
    void tick(Instant now) throws StoreException {
        for (List<Lease> due = leases.due(now, AT_ONCE); !due.isEmpty(); due = leases.due(now, AT_ONCE)) {
            Map<LeaseToken, LeaseEvent> ticks = new LinkedHashMap<>();
            due.forEach(lease -> ticks.put(lease.token(), new LeaseEvent.Tick(heard.of(lease))));
            changeAll(ticks);
        }
    }

    /** Takes up a lease that the store has: its first tick finds what came due while nobody was there to look. */
    void enter(Lease lease) {
        Instant now = ports.clock().instant();
        leases.put(lease, Optional.of(now), now);
        leases.written();
    }

    private void plan(Lease lease) {
        Instant now = ports.clock().instant();
        Optional<Instant> due = Wanted.nextDue(
                lease, heard.of(lease), now, settings.timing(), ports.lrm().settleTime());
        leases.put(lease, due, now);
    }

    /** Tells now, or when the turn that it belongs to is durable, with the words of the log that belong to it. */
    private void decided(Runnable tells) {
        if (toTell == null) {
            leases.written();
            tells.run();
            return;
        }
        Map<String, String> fields = ThreadContext.getImmutableContext();
        toTell.add(() -> {
            ThreadContext.putAll(fields);
            tells.run();
            ThreadContext.removeAll(fields.keySet());
        });
    }

    private void tell(Optional<Lease> before, LeaseStep step) {
        Lease lease = step.lease();
        for (Entry entry : step.entries()) {
            String whose =
                    entry.slot().map(Object::toString).orElse(lease.token().text());
            // Fields of the log, where it is written as JSON.
            ThreadContext.put("lease", lease.token().text());
            entry.slot().ifPresent(slot -> ThreadContext.put("slot", slot.text()));
            LOG.info("{} {} {}", whose, entry.event(), entry.words());
            ThreadContext.removeAll(LOG_FIELDS);
        }
        Told told = new Told(before, lease, !step.entries().isEmpty());
        listeners.forEach(listener -> listener.accept(told));
    }
}
