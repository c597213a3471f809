package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.protocol.SlotKey;

/**
 * When the LRM is asked for all jobs: soon after changes, rarely when nothing changes, not at all while no slot can have a job
 * there. For the engine's thread; {@link #askedAt} for all.
 */
final class SurveySchedule {
    private final Duration shortest;
    private final Duration longest;
    private final Map<SlotKey, Instant> askedAt = new ConcurrentHashMap<>();
    private Duration interval;
    private Instant lastAsked = Instant.EPOCH;
    private volatile boolean asking;
    private final AtomicLong ended = new AtomicLong();

    SurveySchedule(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
        this.interval = shortest;
    }

    /** Something changed: the next answer may be news. */
    void soon() {
        interval = shortest;
    }

    void begin(Instant now) {
        asking = true;
        lastAsked = now;
    }

    void answered(boolean news) {
        over();
        if (news) {
            interval = shortest;
        } else {
            Duration doubled = interval.multipliedBy(2);
            interval = doubled.compareTo(longest) > 0 ? longest : doubled;
        }
    }

    void failed() {
        over();
    }

    private void over() {
        asking = false;
        ended.incrementAndGet();
    }

    /** How many questions are over, whatever came of them. From any thread. */
    long ended() {
        return ended.get();
    }

    /** Whether an answer is awaited. From any thread. */
    boolean asking() {
        return asking;
    }

    void seen(SlotKey slot, Instant at) {
        askedAt.put(slot, at);
    }

    void forget(Lease settled) {
        settled.slots().forEach(slot -> askedAt.remove(slot.key()));
    }

    /** When the LRM gave its last answer on the slot's job. */
    Optional<Instant> askedAt(SlotKey slot) {
        return Optional.ofNullable(askedAt.get(slot));
    }

    /** When to ask next; empty: while nothing is open, or an answer is awaited. */
    Optional<Instant> nextAt(Collection<Lease> leases, LrmHealth health) {
        if (asking) {
            return Optional.empty();
        }
        boolean unanswered = !health.view().answers();
        if (unanswered && health.quietUntil().isPresent()) {
            return health.quietUntil();
        }
        boolean needed = unanswered || leases.stream().anyMatch(SurveySchedule::mayHaveJob);
        return needed ? Optional.of(lastAsked.plus(interval)) : Optional.empty();
    }

    private static boolean mayHaveJob(Lease lease) {
        return lease.slots().stream().anyMatch(Slot::mayHaveJob);
    }
}
