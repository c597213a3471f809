package org.vmpilot.guard;

import java.time.Duration;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;

/**
 * When a slot must end, as values of {@code /proc/uptime} in milliseconds. Uptime goes on while the agent is stopped, so after
 * a CONT the same arithmetic gives the right answer; nothing is counted down.
 *
 * @param startedMs uptime at which vmpilot-node began; the LRM began to count a little earlier
 */
public record Deadlines(long startedMs) {
    /** A deadline and the notice that it gives. */
    public record Deadline(long atMs, Notice notice) {}

    /** The LRM's own end of the job, as far as we know it. */
    public long lrmEnd(Order order) {
        return startedMs + order.walltime().toMillis();
    }

    /** The LRM's end less the teardown budget: then the LRM never has to kill us. */
    public Deadline walltime(Order order) {
        return new Deadline(lrmEnd(order) - order.teardown().total().toMillis(), Notice.WALLTIME);
    }

    /** The earlier of the lease's duration from GO and the walltime's deadline. */
    public Deadline afterGo(Order order, long goMs) {
        Deadline lease = new Deadline(goMs + order.duration().toMillis(), Notice.LEASE_ENDED);
        Deadline walltime = walltime(order);
        return lease.atMs() <= walltime.atMs() ? lease : walltime;
    }

    /** READY must be reached until then. */
    public long startAllowance(Duration allowance) {
        return startedMs + allowance.toMillis();
    }
}
