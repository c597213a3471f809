package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Entry;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.LeaseMachine;
import org.vmpilot.coordinator.state.LeaseStep;
import org.vmpilot.coordinator.state.Places;
import org.vmpilot.coordinator.state.Submission;
import org.vmpilot.coordinator.state.Wanted;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.timer.Wake;
import org.vmpilot.protocol.LeaseToken;

/** The event loop: load, decide, commit, then act. All methods but {@link #post}, {@link #ask} and {@link #wake} are for its one thread. */
public final class Engine {
    private static final Logger LOG = LogManager.getLogger(Engine.class);
    /** How long after a commit that failed the store is tried again. */
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    private final Ports ports;
    private final Settings settings;
    private final Book book = new Book();
    private final Heard heard;
    private final LrmHealth health;
    private final Effects effects;
    private final Surveyor surveyor;
    private final Bell bell = new Bell();
    private final List<Consumer<Lease>> listeners = new ArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final SeenNodes seenNodes;
    private Optional<Instant> storeRetry = Optional.empty();
    private boolean placesChanged;
    private Optional<Instant> asked = Optional.empty();
    private Wake wake = due -> {};

    /** An answer of the LRM that could not be committed yet. It must not be forgotten while we live. */
    private record Held(LeaseToken lease, LeaseEvent event, Runnable committed) {}

    public Engine(Ports ports, Settings settings) {
        this.ports = ports;
        this.settings = settings;
        this.heard = new Heard(ports.clock().instant(), ports.store().reads().seen());
        this.health = new LrmHealth(settings.queryMin(), settings.queryMax(), ports.random());
        this.effects = new Effects(this, ports, settings, health);
        this.surveyor = new Surveyor(this, ports, settings, health);
        this.seenNodes = new SeenNodes(ports, heard);
    }

    /** Takes up what the store says; call once, before anything else is asked of it. */
    public void start(Wake how) {
        wake = how;
        post(this::recover);
    }

    private void recover() {
        for (Lease lease : ports.store().openLeases()) {
            enter(lease);
        }
        LOG.info("{} open leases in the store", book.leases().size());
        for (Lease lease : List.copyOf(book.leases())) {
            if (lease.submission().step() == Submission.Step.ASKED) {
                take(
                        lease.token(),
                        new LeaseEvent.AnswerLost("the coordinator was stopped while it submitted"),
                        () -> {});
            } else {
                effects.run(lease);
            }
        }
        placesChanged = true;
    }

    /** Runs a task on the engine's thread. */
    void post(Runnable task) {
        ports.loop().execute(() -> {
            try {
                task.run();
                finish();
            } catch (RuntimeException e) {
                LOG.error("the engine could not take an event", e);
            }
        });
    }

    /** Asks the engine's thread; the answer comes after what it decided is durable. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ports.loop().execute(() -> {
            try {
                T value = question.call();
                finish();
                answer.complete(value);
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Time has come for something. */
    public void wake() {
        post(this::tick);
    }

    private void tick() {
        Instant now = ports.clock().instant();
        asked = Optional.empty();
        if (storeRetry.isPresent() && storeRetry.get().isAfter(now)) {
            return;
        }
        storeRetry = Optional.empty();
        placesChanged = true;
        try {
            for (Held next = held.peek(); next != null; next = held.peek()) {
                commit(next);
                held.remove();
            }
            for (Optional<Lease> due = book.due(now); due.isPresent(); due = book.due(now)) {
                change(due.get(), new LeaseEvent.Tick(heard.of(due.get())), UnaryOperator.identity());
            }
            seenNodes.write(now);
        } catch (StoreException e) {
            storeFailed(e);
        }
        effects.due(now).forEach(token -> book.lease(token).ifPresent(effects::run));
    }

    /** Takes an event in that must not be lost: while the store cannot write, it waits. */
    void take(LeaseToken token, LeaseEvent event, Runnable committed) {
        Held next = new Held(token, event, committed);
        if (!held.isEmpty()) {
            held.add(next);
            return;
        }
        try {
            commit(next);
        } catch (StoreException e) {
            held.add(next);
            storeFailed(e);
        }
    }

    /** Takes an event in that comes again by itself if it is lost. */
    void offer(LeaseToken token, LeaseEvent event) {
        if (held.isEmpty() && storeRetry.isEmpty()) {
            try {
                commit(new Held(token, event, () -> {}));
            } catch (StoreException e) {
                storeFailed(e);
            }
        }
    }

    private void commit(Held next) throws StoreException {
        Optional<Lease> lease = lease(next.lease());
        if (lease.isPresent()) {
            Lease after = change(lease.get(), next.event(), UnaryOperator.identity());
            next.committed().run();
            effects.run(after);
        } else {
            next.committed().run();
        }
    }

    private void storeFailed(StoreException failure) {
        LOG.error("{}; tried again", failure.getMessage());
        storeRetry = Optional.of(ports.clock().instant().plus(STORE_RETRY));
    }

    /** A lease as the store has it, open or long over. */
    Optional<Lease> lease(LeaseToken token) {
        return book.lease(token).or(() -> ports.store().lease(token));
    }

    /**
     * Decides and commits; afterwards effects run.
     *
     * @param more what is to be written with it
     */
    Lease change(Lease before, LeaseEvent event, UnaryOperator<Change> more) throws StoreException {
        Instant now = ports.clock().instant();
        LeaseStep step = LeaseMachine.apply(before, event, now, settings.timing());
        Change bare = Change.of(before, step.lease(), step.entries(), now);
        Change change = more.apply(bare);
        if (!change.equals(bare) || !step.entries().isEmpty() || !step.lease().equals(before)) {
            ports.store().commit(change);
        }
        entered(step.lease(), step.entries());
        if (before.state() != step.lease().state()) {
            placesChanged = true;
        }
        return step.lease();
    }

    /** A lease was made. */
    void created(Lease lease, Optional<Change.IdempotencyKey> key) throws StoreException {
        List<Entry> entries = List.of(Entry.created(lease));
        ports.store().commit(Change.created(lease, entries, key));
        entered(lease, entries);
        placesChanged = true;
    }

    private void entered(Lease lease, List<Entry> entries) {
        for (Entry entry : entries) {
            String whose =
                    entry.slot().map(Object::toString).orElse(lease.token().text());
            LOG.info("{} {} {}", whose, entry.event(), entry.words());
        }
        enter(lease);
        effects.unwanted(lease);
        effects.run(lease);
        if (!entries.isEmpty()) {
            surveyor.soon();
            bell.ring();
            listeners.forEach(listener -> listener.accept(lease));
        }
        if (lease.settled()) {
            heard.forget(lease);
            surveyor.forget(lease);
        }
    }

    private void enter(Lease lease) {
        Instant now = ports.clock().instant();
        Optional<Instant> due = Wanted.nextDue(
                lease, heard.of(lease), now, settings.timing(), ports.lrm().settleTime());
        book.put(lease, due);
    }

    /** After every task: give places that are free, ask the LRM if it is time, and say when to be woken. */
    private void finish() {
        Instant now = ports.clock().instant();
        if (placesChanged && !health.quiet(now)) {
            placesChanged = false;
            for (Lease lease : Places.free(book.leases(), now)) {
                offer(lease.token(), new LeaseEvent.Start());
            }
        }
        surveyor.askIfDue(book.leases(), now);
        Optional<Instant> next = storeRetry.isPresent()
                ? storeRetry
                : Stream.of(
                                book.nextDue(),
                                effects.nextDue(),
                                surveyor.nextAt(book.leases()),
                                health.quietUntil().filter(at -> at.isAfter(now)),
                                seenNodes.nextAt())
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo);
        if (next.isPresent() && !next.equals(asked)) {
            asked = next;
            wake.at(next.get());
        }
    }

    /** Told of each lease that changed, on the engine's thread. Add before {@link #start}. */
    void onChange(Consumer<Lease> listener) {
        listeners.add(listener);
    }

    Book book() {
        return book;
    }

    Heard heard() {
        return heard;
    }

    LrmHealth health() {
        return health;
    }

    Surveyor surveyor() {
        return surveyor;
    }

    Bell bell() {
        return bell;
    }

    Ports ports() {
        return ports;
    }

    Settings settings() {
        return settings;
    }
}
