package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Lease;

/**
 * Queues that take no job for now, by a limit that passes. One lease at a time asks there again, ever more rarely, so that the LRM's lane stays free for
 * the leases of other queues. For the engine's thread.
 */
final class FullQueues {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final int MAX_DOUBLINGS = 7;

    private final Map<String, Refusal> refusals = new HashMap<>();

    /** @param at empty: a lease is asking there */
    private record Refusal(int times, Optional<Instant> at) {}

    /** The lease's queue; the LRM's default one has no name. */
    static String of(Lease lease) {
        return lease.request().queue().orElse("");
    }

    /** Whether a lease of it may be submitted now. */
    boolean may(String queue, Instant now) {
        Refusal refusal = refusals.get(queue);
        return refusal == null || refusal.at().filter(at -> !at.isAfter(now)).isPresent();
    }

    boolean hasRefused(String queue) {
        return refusals.containsKey(queue);
    }

    /** A lease of it is being submitted: whatever comes of it is told here. */
    void begin(String queue) {
        refusals.computeIfPresent(queue, (same, refusal) -> new Refusal(refusal.times(), Optional.empty()));
    }

    /**
     * It took nothing, and may later.
     *
     * @return when it is asked again
     */
    Instant refused(String queue, Instant now) {
        Refusal before = refusals.get(queue);
        boolean known =
                before != null && before.at().filter(at -> at.isAfter(now)).isPresent();
        if (known) {
            // Asked beside the one that it has refused already.
            return before.at().orElseThrow();
        }
        int times = before == null ? 0 : before.times() + 1;
        Instant at = now.plus(FIRST.multipliedBy(1L << Math.min(times, MAX_DOUBLINGS)));
        refusals.put(queue, new Refusal(times, Optional.of(at)));
        return at;
    }

    /** It has taken a job. */
    void took(String queue) {
        refusals.remove(queue);
    }

    /** What the LRM said, or did not say, was about that lease: the next one may ask. */
    void over(String queue, Instant now) {
        refusals.computeIfPresent(
                queue,
                (same, refusal) ->
                        new Refusal(refusal.times(), Optional.of(refusal.at().orElse(now))));
    }

    /** When one of them is to be asked again. */
    Optional<Instant> nextDue() {
        return refusals.values().stream()
                .flatMap(refusal -> refusal.at().stream())
                .min(Instant::compareTo);
    }
}
