package org.vmpilot.coordinator.loop;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.MacAddresses;
import org.vmpilot.coordinator.lease.Usage;
import org.vmpilot.protocol.LeaseToken;

/**
 * The open leases, and when each next needs a look. Anybody may read what is durable; the loop's thread also sees what is decided in a turn
 * that is not written yet.
 */
public final class OpenLeases {
    private final Map<LeaseToken, Lease> durable = new ConcurrentHashMap<>();
    private final Map<LeaseToken, Lease> decided = new HashMap<>();
    private final Map<LeaseToken, Lease> beginning = new HashMap<>();
    private final Set<LeaseToken> unwritten = new LinkedHashSet<>();
    private final Map<LeaseToken, Due> dueOf = new HashMap<>();
    private final TreeSet<Due> dues = new TreeSet<>();
    private final MacAddresses addresses = new MacAddresses();
    private final Usage usage;
    /** What those that are not written yet counted before. */
    private final Map<LeaseToken, Optional<Usage.Share>> counted = new HashMap<>();

    private int notEnded;

    private record Due(Instant at, LeaseToken lease) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : lease.compareTo(other.lease);
        }
    }

    /** @param usage what counts them */
    OpenLeases(Usage usage) {
        this.usage = usage;
    }

    /** As the store has it. From any thread. */
    public Optional<Lease> lease(LeaseToken token) {
        return Optional.ofNullable(durable.get(token));
    }

    /** As the store has them. From any thread. */
    public Collection<Lease> leases() {
        return durable.values();
    }

    /** As it is decided. For the loop's thread. */
    Optional<Lease> decided(LeaseToken token) {
        return Optional.ofNullable(decided.get(token));
    }

    /** Those of them that have no GO yet and do not end: among them are all that wait for a place, or hold one. For the loop's thread. */
    public Collection<Lease> beginning() {
        return Collections.unmodifiableCollection(beginning.values());
    }

    /** How many have not ended, as they are decided. For the loop's thread. */
    public int notEnded() {
        return notEnded;
    }

    /** Takes a decision up; it counts for others after {@link #written}. */
    void put(Lease lease, Optional<Instant> due, Instant now) {
        unwritten.add(lease.token());
        counted.putIfAbsent(lease.token(), usage.share(lease.token()));
        usage.put(lease.token(), lease, now);
        decide(lease.token(), Optional.of(lease).filter(open -> !open.settled()));
        plan(lease.token(), due.filter(at -> !lease.settled()));
    }

    private void decide(LeaseToken token, Optional<Lease> next) {
        Optional<Lease> before =
                Optional.ofNullable(next.isPresent() ? decided.put(token, next.get()) : decided.remove(token));
        if (before.isEmpty()) {
            next.ifPresent(addresses::take);
        } else if (next.isEmpty()) {
            addresses.give(before.get());
        }
        notEnded += count(next) - count(before);
        if (next.filter(OpenLeases::begins).isPresent()) {
            beginning.put(token, next.get());
        } else {
            beginning.remove(token);
        }
    }

    private static int count(Optional<Lease> lease) {
        return lease.filter(open -> open.state() != LeaseState.ENDED).isPresent() ? 1 : 0;
    }

    private static boolean begins(Lease lease) {
        return switch (lease.state()) {
            case WAITING, ASSEMBLING, RETURNING -> true;
            case ACTIVE, ENDING, ENDED -> false;
        };
    }

    private void plan(LeaseToken token, Optional<Instant> due) {
        Due old = dueOf.remove(token);
        if (old != null) {
            dues.remove(old);
        }
        due.map(at -> new Due(at, token)).ifPresent(next -> {
            dueOf.put(token, next);
            dues.add(next);
        });
    }

    /** What was decided is durable. */
    void written() {
        for (LeaseToken token : unwritten) {
            decided(token).ifPresentOrElse(lease -> durable.put(token, lease), () -> durable.remove(token));
        }
        unwritten.clear();
        counted.clear();
    }

    /** What was decided could not be written: it is as before, and is looked at soon. */
    void takeBack(Instant now) {
        for (LeaseToken token : unwritten) {
            decide(token, lease(token));
            plan(token, lease(token).map(before -> now));
        }
        counted.forEach((token, before) -> usage.takeBack(token, before, now));
        counted.clear();
        unwritten.clear();
    }

    /** Who has which hardware address. For the loop's thread. */
    public MacAddresses addresses() {
        return addresses;
    }

    /** What projects and owners have of the site. For the loop's thread. */
    public Usage usage() {
        return usage;
    }

    Optional<Instant> nextDue() {
        return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().at());
    }

    boolean isDue(LeaseToken token, Instant now) {
        Due due = dueOf.get(token);
        return due != null && !due.at().isAfter(now);
    }

    /** Leases whose time has come, the earliest first. */
    List<Lease> due(Instant now, int most) {
        return dues.stream()
                .takeWhile(due -> !due.at().isAfter(now))
                .limit(most)
                .flatMap(due -> decided(due.lease()).stream())
                .toList();
    }

    /** One that is due is looked at again then, and not before. */
    void later(LeaseToken token, Instant at) {
        if (dueOf.containsKey(token)) {
            plan(token, Optional.of(at));
        }
    }
}
