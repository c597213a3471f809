package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;
import org.vmpilot.protocol.LeaseToken;

/** What some leases count together, see {@link Usage}. */
public final class Sums {
    private int leases;
    private int slots;
    private int guests;
    private long memoryMib;
    private Duration reserved = Duration.ZERO;
    private final TreeSet<Ended> ended =
            new TreeSet<>(Comparator.comparing(Ended::at).thenComparing(Ended::lease));

    private record Ended(Instant at, LeaseToken lease, Duration nodeTime) {}

    void add(LeaseToken lease, Usage.Share share, int sign) {
        if (share.endedAt().isPresent()) {
            Ended one = new Ended(share.endedAt().get(), lease, share.nodeTime());
            if (sign > 0) {
                ended.add(one);
            } else {
                ended.remove(one);
            }
            return;
        }
        leases += sign;
        slots += sign * share.slots();
        guests += sign * share.guests();
        memoryMib += sign * share.memoryMib();
        reserved = reserved.plus(share.nodeTime().multipliedBy(sign));
    }

    /** Leases that have not ended; {@code slots} and so on: theirs. */
    public int leases() {
        return leases;
    }

    public int slots() {
        return slots;
    }

    public int guests() {
        return guests;
    }

    public long memoryMib() {
        return memoryMib;
    }

    /** Slots times time: what open leases may use, and what those used that ended then or later. */
    public Duration nodeTime(Instant since) {
        Duration all = reserved;
        for (Ended one : ended.descendingSet()) {
            if (one.at().isBefore(since)) {
                break;
            }
            all = all.plus(one.nodeTime());
        }
        return all;
    }

    /**
     * When leases have been over for the period that together used so much, and no more of them than that needs.
     *
     * @return empty: not by what has ended alone
     */
    public Optional<Instant> freed(Duration wanted, Duration period, Instant now) {
        Duration freed = Duration.ZERO;
        Instant since = now.minus(period);
        Iterator<Ended> oldest = ended.iterator();
        while (oldest.hasNext()) {
            Ended one = oldest.next();
            if (one.at().isBefore(since)) {
                continue;
            }
            freed = freed.plus(one.nodeTime());
            if (freed.compareTo(wanted) >= 0) {
                return Optional.of(one.at().plus(period));
            }
        }
        return Optional.empty();
    }
}
