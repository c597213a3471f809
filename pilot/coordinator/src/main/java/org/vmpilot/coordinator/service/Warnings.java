package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Closure;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.offers.Offers;

/** What stands in the way of a lease and is no reason to refuse it: the same for who asks first and for who has made it. */
public record Warnings(Offers offers, Admission admission) {
    List<String> of(Lease lease) {
        return Stream.concat(
                        offers.warnings(lease.request()).stream(), admission.closed(lease).map(Closure::words).stream())
                .toList();
    }
}
