package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.vmpilot.protocol.LeaseToken;

/**
 * What each project and each owner has of the site: leases that have not ended, and for some time what the ended ones used. A lease counts
 * slots times the longest that it may last while it has not ended, and slots times the time from GO to its end after that. Not for several threads.
 */
public final class Usage {
    private final Duration kept;
    private final Map<LeaseToken, Share> shares = new HashMap<>();
    private final TreeSet<Past> pasts = new TreeSet<>();
    private final Map<String, Sums> projects = new HashMap<>();
    private final Map<String, Sums> owners = new HashMap<>();

    /** @param kept how long what has ended is counted; zero: not at all */
    public Usage(Duration kept) {
        this.kept = kept;
    }

    /**
     * What a lease counts.
     *
     * @param nodeTime slots times time
     * @param endedAt empty: it is open
     */
    public record Share(
            Owner owner, int slots, int guests, long memoryMib, Duration nodeTime, Optional<Instant> endedAt) {
        static Share of(Lease lease) {
            var request = lease.request();
            long memory = request.groups().stream()
                    .mapToLong(group -> (long) group.count() * group.guest().memoryMib())
                    .sum();
            boolean over = lease.state() == LeaseState.ENDED;
            Duration each = over
                    ? lease.goAt()
                            .map(go -> used(go, lease.endedAt().orElse(go), request.longest()))
                            .orElse(Duration.ZERO)
                    : request.longest();
            return new Share(
                    lease.owner(),
                    request.slotCount(),
                    request.guestCount(),
                    memory,
                    each.multipliedBy(request.slotCount()),
                    over ? lease.endedAt() : Optional.empty());
        }

        /** Never more than was reserved: what clearing a node takes is the site's. */
        private static Duration used(Instant goAt, Instant endedAt, Duration most) {
            Duration used = Duration.between(goAt, endedAt);
            return used.compareTo(most) > 0 ? most : used;
        }

        /** What a lease counts that is long over. */
        public static Share past(Owner owner, int slots, Duration longest, Instant goAt, Instant endedAt) {
            return new Share(
                    owner, slots, 0, 0, used(goAt, endedAt, longest).multipliedBy(slots), Optional.of(endedAt));
        }

        boolean nothing() {
            return endedAt.isPresent() && nodeTime.isZero();
        }
    }

    private record Past(Instant endedAt, LeaseToken lease) implements Comparable<Past> {
        @Override
        public int compareTo(Past other) {
            int byTime = endedAt.compareTo(other.endedAt);
            return byTime != 0 ? byTime : lease.compareTo(other.lease);
        }
    }

    public Optional<Share> share(LeaseToken lease) {
        return Optional.ofNullable(shares.get(lease));
    }

    /** It is so from now on. */
    public void put(LeaseToken token, Lease lease, Instant now) {
        takeBack(token, Optional.of(Share.of(lease)), now);
    }

    /** From now on it counts that; empty: nothing. */
    public void takeBack(LeaseToken lease, Optional<Share> share, Instant now) {
        count(lease, shares.remove(lease), -1);
        Optional<Share> next = share.filter(there -> !there.nothing())
                .filter(there -> there.endedAt().isEmpty() || !kept.isZero());
        next.ifPresent(there -> {
            shares.put(lease, there);
            count(lease, there, 1);
        });
        forget(now);
    }

    private void count(LeaseToken lease, Share share, int sign) {
        if (share == null) {
            return;
        }
        Past past = new Past(share.endedAt().orElse(Instant.EPOCH), lease);
        if (share.endedAt().isPresent() && sign > 0) {
            pasts.add(past);
        } else {
            pasts.remove(past);
        }
        projects.computeIfAbsent(share.owner().project(), name -> new Sums()).add(lease, share, sign);
        owners.computeIfAbsent(share.owner().name(), name -> new Sums()).add(lease, share, sign);
    }

    private void forget(Instant now) {
        Instant before = now.minus(kept);
        while (!pasts.isEmpty() && pasts.first().endedAt().isBefore(before)) {
            LeaseToken old = pasts.first().lease();
            count(old, shares.remove(old), -1);
        }
    }

    public Sums ofProject(String project) {
        return projects.getOrDefault(project, new Sums());
    }

    public Sums ofOwner(String owner) {
        return owners.getOrDefault(owner, new Sums());
    }
}
