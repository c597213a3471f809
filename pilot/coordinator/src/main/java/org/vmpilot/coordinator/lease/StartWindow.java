package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;
import org.vmpilot.protocol.LeaseRequest;

/**
 * When a lease may begin. Pure.
 *
 * @param notBefore no job of it starts before
 * @param by without GO by then it is over
 */
public record StartWindow(Optional<Instant> notBefore, Optional<Instant> by) {
    public static StartWindow of(Lease lease) {
        return of(lease.request(), lease.createdAt());
    }

    /** @param made when the lease was made */
    public static StartWindow of(LeaseRequest request, Instant made) {
        return new StartWindow(
                request.times().notBefore().map(point -> point.from(made)),
                request.times().startBy().map(point -> point.from(made)));
    }

    /** Whether it may not begin any more. */
    boolean isOver(Instant now) {
        return by.filter(at -> !at.isAfter(now)).isPresent();
    }

    /** Of a lease that has no GO. */
    static Reason over() {
        return Reason.of(ReasonCode.START_BY_PASSED, "it has not begun by its start_by");
    }
}
