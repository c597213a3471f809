package org.vmpilot.coordinator.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.SlotEvent;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** Asks the LRM once for all jobs and tells each lease what concerns it. For the engine's thread. */
final class Surveyor {
    private final Engine engine;
    private final Ports ports;
    private final LrmHealth health;
    private final Reconciler reconciler;

    Surveyor(Engine engine, Ports ports, Settings settings, LrmHealth health) {
        this.engine = engine;
        this.ports = ports;
        this.health = health;
        this.reconciler = new Reconciler(settings.queryMin(), settings.queryMax());
    }

    void soon() {
        reconciler.soon();
    }

    void forget(Lease settled) {
        reconciler.forget(settled);
    }

    Optional<Instant> askedAt(SlotKey slot) {
        return reconciler.askedAt(slot);
    }

    Optional<Instant> nextAt(Collection<Lease> leases) {
        return reconciler.nextAt(leases, health);
    }

    void askIfDue(Collection<Lease> leases, Instant now) {
        if (nextAt(leases).filter(at -> !at.isAfter(now)).isPresent()) {
            reconciler.begin(now);
            ports.workers().execute(this::ask);
        }
    }

    /** On a worker's thread. */
    private void ask() {
        try {
            JobSnapshot snapshot = ports.lrm().snapshot();
            engine.post(() -> answered(snapshot));
        } catch (LrmException e) {
            engine.post(() -> failed(e.getMessage()));
        } catch (RuntimeException e) {
            engine.post(() -> failed("the LRM's adapter failed: " + e));
        }
    }

    private void failed(String words) {
        reconciler.failed();
        health.failed(ports.clock().instant(), words);
    }

    private void answered(JobSnapshot snapshot) {
        health.answered(snapshot.askedAt());
        long before = ports.store().lastSequence();
        Survey survey = new Survey(snapshot);
        Map<LeaseToken, Lease> concerned = new HashMap<>();
        engine.decisions().book().leases().forEach(lease -> concerned.put(lease.token(), lease));
        for (LeaseToken named : survey.leases()) {
            if (!concerned.containsKey(named)) {
                // A living job of a lease that was over: a double of a submit whose answer was lost comes late.
                engine.decisions().lease(named).ifPresent(lease -> concerned.put(named, lease));
            }
        }
        Map<LeaseToken, LeaseEvent> news = new LinkedHashMap<>();
        for (Lease lease : concerned.values()) {
            Map<SlotKey, SlotEvent> events = survey.of(lease);
            if (!events.isEmpty()) {
                note(events, snapshot);
                news.put(lease.token(), new LeaseEvent.Surveyed(events));
            }
        }
        engine.intake().offerAll(news);
        reconciler.answered(ports.store().lastSequence() != before);
    }

    private void note(Map<SlotKey, SlotEvent> events, JobSnapshot snapshot) {
        events.forEach((slot, event) -> {
            if (event instanceof SlotEvent.Seen) {
                reconciler.seen(slot, snapshot.askedAt());
            }
        });
    }
}
