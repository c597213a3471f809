package org.vmpilot.coordinator.loop;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.MacAddresses;
import org.vmpilot.protocol.LeaseToken;

/**
 * The open leases as they stand in the store, and when each next needs a look. The engine's thread writes, after a commit;
 * anybody may read leases.
 */
public final class OpenLeases {
    private final Map<LeaseToken, Lease> leases = new ConcurrentHashMap<>();
    private final Map<LeaseToken, Due> dueOf = new HashMap<>();
    private final TreeSet<Due> dues = new TreeSet<>();
    private final MacAddresses addresses = new MacAddresses();

    private record Due(Instant at, LeaseToken lease) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : lease.compareTo(other.lease);
        }
    }

    public Optional<Lease> lease(LeaseToken token) {
        return Optional.ofNullable(leases.get(token));
    }

    public Collection<Lease> leases() {
        return leases.values();
    }

    void put(Lease lease, Optional<Instant> due) {
        if (lease.settled()) {
            leases.remove(lease.token());
            addresses.give(lease);
        } else if (leases.put(lease.token(), lease) == null) {
            addresses.take(lease);
        }
        Due old = dueOf.remove(lease.token());
        if (old != null) {
            dues.remove(old);
        }
        if (due.isPresent() && !lease.settled()) {
            Due next = new Due(due.get(), lease.token());
            dueOf.put(lease.token(), next);
            dues.add(next);
        }
    }

    /** Who has which hardware address. For the loop's thread. */
    public MacAddresses addresses() {
        return addresses;
    }

    Optional<Instant> nextDue() {
        return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().at());
    }

    boolean isDue(LeaseToken token, Instant now) {
        Due due = dueOf.get(token);
        return due != null && !due.at().isAfter(now);
    }

    /** A lease whose time has come, the earliest first. */
    Optional<Lease> due(Instant now) {
        return dues.isEmpty() || dues.first().at().isAfter(now)
                ? Optional.empty()
                : lease(dues.first().lease());
    }
}
