package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may be submitted. One lease of several slots per queue assembles at a time: two that each hold half of the nodes
 * would starve each other. Leases of one slot wait for nobody, nor do gangs: the LRM gives them all of their nodes at once.
 */
public final class Places {
    private Places() {}

    /**
     * The waiting leases that may start now: whose turn was never taken from them by age, then by when it was.
     *
     * @param gangs whether a lease of several slots is one job
     */
    public static List<Lease> free(Collection<Lease> leases, Instant now, boolean gangs) {
        Set<Optional<String>> taken = new HashSet<>();
        List<Lease> waiting = new ArrayList<>();
        for (Lease lease : leases) {
            if (!lease.single() && holds(lease)) {
                taken.add(lease.request().queue());
            } else if (isDue(lease, now)) {
                waiting.add(lease);
            }
        }
        waiting.sort(Comparator.comparing(Places::turn).thenComparing(Lease::token));
        return waiting.stream()
                .filter(lease ->
                        gangs || lease.single() || taken.add(lease.request().queue()))
                .toList();
    }

    /**
     * Leases that have waited in their queues for too long, and are to be given back: another one waits for the place, or nodes are left out for
     * this one, and it may be these that it needs. Who stands in nobody's way goes on waiting.
     *
     * @param gangs whether a lease of several slots is one job
     */
    public static List<Lease> impatient(Collection<Lease> leases, Instant now, Timing timing, boolean gangs) {
        Set<Optional<String>> wanted = new HashSet<>();
        for (Lease lease : leases) {
            if (!gangs && !lease.single() && isDue(lease, now)) {
                wanted.add(lease.request().queue());
            }
        }
        return leases.stream()
                .filter(lease -> lease.state() == LeaseState.ASSEMBLING)
                .filter(lease -> Patience.isOver(lease, now, timing))
                .filter(lease -> Patience.avoids(lease)
                        || (!lease.single() && wanted.contains(lease.request().queue())))
                .toList();
    }

    /** Whether it waits, and not for a later try. */
    public static boolean isDue(Lease lease, Instant now) {
        return lease.state() == LeaseState.WAITING
                && !lease.retryAt().orElse(now).isAfter(now);
    }

    /** Whether it holds its queue's one place: of what it gives back, something may still get a node. */
    private static boolean holds(Lease lease) {
        return switch (lease.state()) {
            case ASSEMBLING -> true;
            case RETURNING ->
                lease.submission().step() != Submission.Step.NONE
                        || lease.current().stream()
                                .anyMatch(
                                        slot -> !slot.claimed() && !slot.state().closed());
            case WAITING, ACTIVE, ENDING, ENDED -> false;
        };
    }

    private static Instant turn(Lease lease) {
        return Patience.givenBackAt(lease).orElse(lease.createdAt());
    }
}
