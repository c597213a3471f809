package org.vmpilot.coordinator.jobs;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** Asks the LRM once for all jobs and tells each lease what concerns it. For the engine's thread. */
final class Surveyor {
    private static final Logger LOG = LogManager.getLogger(Surveyor.class);

    private final EventLoop loop;
    private final Decisions decisions;
    private final Intake intake;
    private final Ports ports;
    private final LrmHealth health;
    private final SurveySchedule schedule;
    private final Map<String, String> lrmNames;

    Surveyor(EventLoop loop, Decisions decisions, Intake intake, Ports ports, Settings settings, LrmHealth health) {
        this.loop = loop;
        this.decisions = decisions;
        this.intake = intake;
        this.ports = ports;
        this.health = health;
        this.schedule = new SurveySchedule(settings.queryMin(), settings.queryMax());
        this.lrmNames = settings.lrmNames();
    }

    void soon() {
        schedule.soon();
    }

    void forget(Lease settled) {
        schedule.forget(settled);
    }

    Optional<Instant> askedAt(SlotKey slot) {
        return schedule.askedAt(slot);
    }

    long ended() {
        return schedule.ended();
    }

    boolean asking() {
        return schedule.asking();
    }

    Optional<Instant> nextAt(Collection<Lease> leases) {
        return schedule.nextAt(leases, health);
    }

    void askIfDue(Collection<Lease> leases, Instant now) {
        if (nextAt(leases).filter(at -> !at.isAfter(now)).isPresent()) {
            schedule.begin(now);
            // At one moment, in this turn: whatever the LRM had taken by then is asked for.
            Set<JobId> expected = expected(leases);
            ports.lanes().surveys().execute(() -> ask(expected, now));
        }
    }

    private static Set<JobId> expected(Collection<Lease> leases) {
        return leases.stream()
                .flatMap(lease -> lease.slots().stream())
                .filter(Slot::mayHaveJob)
                .flatMap(slot -> slot.job().stream())
                .map(JobId::new)
                .collect(Collectors.toSet());
    }

    /**
     * On a worker's thread.
     *
     * @param askedAt by our own clock: moments of slots are held against it, and the adapter's may have been set
     */
    private void ask(Set<JobId> expected, Instant askedAt) {
        try {
            JobSnapshot asked = ports.lrm().snapshot(expected);
            JobSnapshot snapshot = new JobSnapshot(askedAt, asked.jobs(), asked.complete());
            loop.post(() -> answered(snapshot));
        } catch (LrmException e) {
            loop.post(() -> failed(e.getMessage()));
        } catch (RuntimeException e) {
            loop.post(() -> failed("the LRM's adapter failed: " + e));
        } catch (Error e) {
            // The thread ends as it must; that the LRM is asked again does not depend on it.
            loop.post(() -> failed("the LRM's adapter failed: " + e));
            throw e;
        }
    }

    private void failed(String words) {
        schedule.failed();
        health.failed(ports.clock().instant(), words);
    }

    private void answered(JobSnapshot snapshot) {
        try {
            long before = ports.store().lastSequence();
            take(snapshot);
            health.answered(snapshot.askedAt());
            schedule.answered(ports.store().lastSequence() != before);
        } catch (RuntimeException e) {
            LOG.error("the LRM's answer on all jobs could not be taken in; it is asked again", e);
            failed("its answer could not be taken in: " + e);
        }
    }

    private void take(JobSnapshot snapshot) {
        Survey survey = new Survey(snapshot, lrmNames);
        Map<LeaseToken, Lease> concerned = new HashMap<>();
        decisions.leases().leases().forEach(lease -> concerned.put(lease.token(), lease));
        for (LeaseToken named : survey.leases()) {
            if (!concerned.containsKey(named)) {
                // A living job of a lease that was over: a double of a submit whose answer was lost comes late.
                decisions.lease(named).ifPresent(lease -> concerned.put(named, lease));
            }
        }
        Map<LeaseToken, LeaseEvent> news = new LinkedHashMap<>();
        for (Lease lease : concerned.values()) {
            Map<SlotKey, SlotEvent> events = survey.of(lease);
            if (!events.isEmpty()) {
                note(events, snapshot);
                news.put(lease.token(), new LeaseEvent.OfSlots(events));
            }
        }
        intake.offerAll(news);
    }

    private void note(Map<SlotKey, SlotEvent> events, JobSnapshot snapshot) {
        events.forEach((slot, event) -> {
            if (event instanceof SlotEvent.Seen) {
                schedule.seen(slot, snapshot.askedAt());
            }
        });
    }
}
