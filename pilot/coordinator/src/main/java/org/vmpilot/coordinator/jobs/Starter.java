package org.vmpilot.coordinator.jobs;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Places;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.protocol.LeaseToken;

/**
 * Starts the leases whose place is free, as many as can be submitted at once. That a lease's jobs are asked for is durable before the LRM is asked; of one
 * that only waits for its turn nothing was asked, and a coordinator that is killed meanwhile has nothing to search for. For the engine's thread.
 */
final class Starter {
    private final Decisions decisions;
    private final Intake intake;
    private final Timing timing;
    private final FullQueues queues;
    private final boolean gangs;
    private final Admission admission;
    private final Set<LeaseToken> next = new LinkedHashSet<>();
    private boolean placesChanged = true;

    /** @param gangs whether a lease of several slots is one job */
    Starter(Decisions decisions, Intake intake, Timing timing, FullQueues queues, boolean gangs, Admission admission) {
        this.admission = admission;
        this.queues = queues;
        this.gangs = gangs;
        this.decisions = decisions;
        this.intake = intake;
        this.timing = timing;
    }

    void changed(Decisions.Told told) {
        Lease lease = told.lease();
        if (!lease.single() && !gangs) {
            // What is given back piece by piece frees its place before all of it is back.
            placesChanged |= told.changedState() || lease.state() == LeaseState.RETURNING;
        } else if (told.changedState() && lease.state() == LeaseState.WAITING) {
            // It stands in nobody's way, and nobody in its.
            next.add(lease.token());
        }
    }

    /** Time has come for something: for the next try of a lease, or for the end of its patience. */
    void tick() {
        placesChanged = true;
    }

    /** @param free how many submits may begin now */
    void work(Instant now, int free) {
        if (placesChanged) {
            placesChanged = false;
            look(admitted(decisions.leases().beginning()), now);
        }
        Map<LeaseToken, LeaseEvent> starts = new LinkedHashMap<>();
        Set<String> asked = new HashSet<>();
        Iterator<LeaseToken> candidates = next.iterator();
        while (starts.size() < free && candidates.hasNext()) {
            LeaseToken token = candidates.next();
            Optional<Lease> lease = decisions.leases().lease(token).filter(known -> Places.isDue(known, now));
            if (lease.isEmpty() || admission.closed(lease.get()).isPresent()) {
                // What the site holds is looked for again when time has come for something.
                candidates.remove();
            } else if (queues.may(FullQueues.of(lease.get()), now) && isOnly(FullQueues.of(lease.get()), asked)) {
                candidates.remove();
                starts.put(token, new LeaseEvent.Start());
            }
        }
        if (!starts.isEmpty()) {
            intake.offerAll(starts);
        }
    }

    /** What waits and may not start stands in nobody's way. */
    private List<Lease> admitted(Collection<Lease> leases) {
        return leases.stream()
                .filter(lease -> lease.state() != LeaseState.WAITING
                        || admission.closed(lease).isEmpty())
                .toList();
    }

    /** Of a queue that has refused one lease asks at a time. */
    private boolean isOnly(String queue, Set<String> asked) {
        return !queues.hasRefused(queue) || asked.add(queue);
    }

    private void look(Collection<Lease> leases, Instant now) {
        for (Lease lease : Places.impatient(leases, now, timing, gangs)) {
            String words =
                    "it has waited in its queue for " + timing.queuePatience().toSeconds() + " s";
            intake.offer(lease.token(), new LeaseEvent.GiveBack(words));
        }
        // Who has been refused comes again behind those that nobody has asked for yet.
        List<LeaseToken> free =
                Places.free(leases, now, gangs).stream().map(Lease::token).toList();
        next.retainAll(new HashSet<>(free));
        next.addAll(free);
    }
}
