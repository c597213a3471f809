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
     * The waiting leases that may start now, oldest first.
     *
     * @param gangs whether a lease of several slots is one job
     */
    public static List<Lease> free(Collection<Lease> leases, Instant now, boolean gangs) {
        Set<Optional<String>> taken = new HashSet<>();
        List<Lease> waiting = new ArrayList<>();
        for (Lease lease : leases) {
            if (lease.state().assembles() && !lease.single()) {
                taken.add(lease.request().queue());
            } else if (lease.state() == LeaseState.WAITING
                    && !lease.retryAt().orElse(now).isAfter(now)) {
                waiting.add(lease);
            }
        }
        waiting.sort(Comparator.comparing(Lease::createdAt).thenComparing(Lease::token));
        return waiting.stream()
                .filter(lease ->
                        gangs || lease.single() || taken.add(lease.request().queue()))
                .toList();
    }
}
