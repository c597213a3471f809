package org.vmpilot.tests.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.SimulatedCoordinator;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/**
 * Jobs that are cancelled, and those that should be: none that a pilot needs, whatever became of the others; and each whose pilots are all home.
 */
final class Cancels {
    private static final long BUDGET =
            SimulatedCoordinator.TIMING.teardown().total().toMillis();
    /** One cancel concerns all that is one job: another one soon after is one too many. */
    private static final long ONCE_WITHIN = 5_000;
    /** The budget, the longest pause between two surveys, the LRM's own TERM and KILL, and what is between. */
    private static final long GONE_WITHIN = 300_000;

    private final Site site;
    private final Judge judge;
    private final Map<SlotKey, Long> endingSince = new HashMap<>();
    private final Map<String, Long> cancelledAt = new HashMap<>();
    private final Map<String, Long> idleSince = new HashMap<>();

    Cancels(Site site, Judge judge) {
        this.site = site;
        this.judge = judge;
    }

    void committed(Lease lease) {
        for (Slot slot : lease.slots()) {
            if (slot.state() == SlotState.ENDING || slot.state().closed()) {
                ends(slot.key());
            }
        }
    }

    void agentEnded(PilotRun run) {
        if (judge.holds(run)) {
            ends(run.slot);
        }
    }

    /** The slot's own agent, or the coordinator, has it end: what is said first counts, whenever the other hears of it. */
    void ends(SlotKey slot) {
        endingSince.putIfAbsent(slot, site.world.now());
    }

    /** The LRM takes a cancel of the coordinator's. */
    void cancelled(List<PilotJob> jobs) {
        String id = jobs.get(0).id.text();
        Long before = cancelledAt.put(id, site.world.now());
        if (before != null && site.world.now() - before < ONCE_WITHIN && site.forgetsNothing()) {
            judge.fault("job " + jobs.get(0) + " is cancelled twice");
        }
        if (site.killedAll) {
            return;
        }
        for (PilotJob job : jobs) {
            if (job.run != null && job.run.launcher.alive() && needs(job)) {
                judge.fault("job " + job + " is cancelled, and " + job.slot() + " needs it");
            }
        }
    }

    private boolean needs(PilotJob job) {
        SlotKey key = job.slot();
        boolean guests = job.machine.xl.of(key).stream().anyMatch(domain -> domain.state.lives());
        Optional<Slot> slot = slot(key);
        if (slot.isEmpty() || (slot.get().claimed() && !judge.holds(job.run))) {
            return guests;
        }
        Long since = endingSince.get(key);
        return since == null
                || (slot.get().claimed() && (guests || slot.get().open()) && site.world.now() - since < BUDGET);
    }

    private Optional<Slot> slot(SlotKey key) {
        return judge.known(key.lease()).flatMap(lease -> lease.slot(key));
    }

    /** Every few seconds: which jobs stay although nobody needs them. */
    void look() {
        boolean excused = site.lrm.troubled() || !site.central.able();
        for (PilotJob job : site.lrm.jobs.values()) {
            if (!job.shown() || job.state == Job.State.ENDED) {
                continue;
            }
            if (excused || !idle(job)) {
                idleSince.remove(job.id.text());
            } else if (site.world.now() - idleSince.computeIfAbsent(job.id.text(), id -> site.world.now())
                    > GONE_WITHIN) {
                judge.fault("job " + job + " stays, and all its pilots are home");
                idleSince.put(job.id.text(), Long.MAX_VALUE);
            }
        }
    }

    private boolean idle(PilotJob job) {
        LeaseToken token = job.slot().lease();
        return job.gang != null
                && job.gang.allHome()
                && judge.known(token).isPresent()
                && job.all().stream()
                        .allMatch(one -> slot(one.slot())
                                .filter(slot ->
                                        slot.state().closed() && slot.job().equals(Optional.of(one.id.text())))
                                .isPresent());
    }
}
