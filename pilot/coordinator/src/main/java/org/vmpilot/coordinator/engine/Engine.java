package org.vmpilot.coordinator.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.Places;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.timer.Wake;

/** The event loop: one task after another decides, commits and then lets effects run. Any thread may post, ask and wake. */
public final class Engine {
    private static final Logger LOG = LogManager.getLogger(Engine.class);

    private final Ports ports;
    private final Settings settings;
    private final Heard heard;
    private final Decisions decisions;
    private final Intake intake;
    private final LrmHealth health;
    private final Effects effects;
    private final Surveyor surveyor;
    private final Upkeep upkeep;
    private final Bell bell = new Bell();
    private boolean placesChanged;
    private Optional<Instant> asked = Optional.empty();
    private Wake wake = due -> {};

    public Engine(Ports ports, Settings settings) {
        this.ports = ports;
        this.settings = settings;
        this.heard = new Heard(ports.clock().instant(), ports.store().reads().seen());
        this.decisions = new Decisions(ports, settings, heard);
        this.intake = new Intake(ports, decisions);
        this.health = new LrmHealth(settings.queryMin(), settings.queryMax(), ports.random());
        this.effects = new Effects(this, ports, settings, health);
        this.surveyor = new Surveyor(this, ports, settings, health);
        this.upkeep = new Upkeep(this, ports, settings, heard);
        decisions.onChange(this::changed);
    }

    /** Takes up what the store says; call once, before anything else is asked of it. */
    public void start(Wake how) {
        wake = how;
        post(this::recover);
    }

    private void recover() {
        new Recovery(this).run(effects);
        placesChanged = true;
    }

    /** Runs a task on the engine's thread; once the coordinator stops, nothing: whatever it was is asked again at the next start. */
    void post(Runnable task) {
        try {
            ports.loop().execute(() -> take(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("an event came after the engine had stopped");
        }
    }

    private void take(Runnable task) {
        try {
            task.run();
            finish();
        } catch (RuntimeException e) {
            LOG.error("the engine could not take an event", e);
        }
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
        if (!intake.retry(now)) {
            return;
        }
        placesChanged = true;
        try {
            decisions.tick(now);
            upkeep.tick(now);
        } catch (StoreException e) {
            intake.failed(e);
        }
        effects.due(now).forEach(token -> decisions.lease(token).ifPresent(effects::run));
    }

    private void changed(Decisions.Told told) {
        Lease lease = told.lease();
        upkeep.changed(told);
        effects.unwanted(lease);
        effects.run(lease);
        placesChanged |= told.changedState();
        if (told.news()) {
            surveyor.soon();
            bell.ring();
        }
        if (lease.settled()) {
            heard.forget(lease);
            surveyor.forget(lease);
        }
    }

    /** After every task: give places that are free, ask the LRM if it is time, and say when to be woken. */
    private void finish() {
        Instant now = ports.clock().instant();
        Book book = decisions.book();
        if (placesChanged && !health.quiet(now) && !decisions.frost().frozen()) {
            placesChanged = false;
            for (Lease lease : Places.free(book.leases(), now)) {
                intake.offer(lease.token(), new LeaseEvent.Start());
            }
        }
        if (intake.retryAt().isEmpty()) {
            upkeep.work(now);
        }
        surveyor.askIfDue(book.leases(), now);
        Optional<Instant> next = intake.retryAt()
                .or(() -> Stream.concat(upkeep.dues(), dues(now)).min(Instant::compareTo));
        if (next.isPresent() && !next.equals(asked)) {
            asked = next;
            wake.at(next.get());
        }
    }

    private Stream<Instant> dues(Instant now) {
        Collection<Lease> leases = decisions.book().leases();
        return Stream.of(
                        decisions.book().nextDue(),
                        effects.nextDue(),
                        surveyor.nextAt(leases),
                        health.quietUntil().filter(at -> at.isAfter(now)))
                .flatMap(Optional::stream);
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Decisions decisions() {
        return decisions;
    }

    Intake intake() {
        return intake;
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
