package org.vmpilot.coordinator.lease;

import java.time.Duration;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TeardownBudget;

/**
 * The times and bounds that decisions need.
 *
 * @param startAllowance from a job's start to READY
 * @param assemblyAllowance from a lease's first READY to GO
 * @param longPoll the longest that an agent's call is held open
 * @param heartbeatLost how long after the last word of a slot, its job being over, it counts as lost
 * @param retryAfter from the end of a failed attempt to the next one, before jitter
 * @param attempts how often a lease is tried to assemble
 * @param queuePatience how long a lease may wait in its queue before others have its place
 * @param avoidsNodes whether the LRM can be asked to leave nodes out
 */
public record Timing(
        Duration startAllowance,
        Duration assemblyAllowance,
        TeardownBudget teardown,
        Duration longPoll,
        Duration heartbeatLost,
        Duration retryAfter,
        int attempts,
        Duration queuePatience,
        boolean avoidsNodes) {
    /** How often a cancel is repeated while the LRM still shows the job. */
    private static final int CANCEL_AGAIN_IN_TEARDOWNS = 10;

    /**
     * What a node waits for GO: one long poll more than the coordinator does, so that no agent leaves in the moment in which
     * GO is given.
     */
    public Duration nodesAssemblyAllowance() {
        return assemblyAllowance.plus(longPoll);
    }

    /** What is asked of the LRM for a job: it must live through start, assembly, all that its duration can become, and teardown. */
    public Duration walltime(Duration longest, int slots) {
        Duration assembly = slots > 1 ? nodesAssemblyAllowance() : Duration.ZERO;
        return startAllowance.plus(assembly).plus(longest).plus(teardown.total());
    }

    Duration cancelAgainAfter() {
        return teardown.total().multipliedBy(CANCEL_AGAIN_IN_TEARDOWNS);
    }

    /** {@code retryAfter} times 0.5 to 1.5: leases that failed together do not come again together. */
    Duration retryAfter(LeaseToken lease, int attempt) {
        int spread = Math.floorMod(31 * lease.text().hashCode() + 7919 * attempt, 1000);
        return retryAfter.dividedBy(2).plus(retryAfter.multipliedBy(spread).dividedBy(1000));
    }
}
