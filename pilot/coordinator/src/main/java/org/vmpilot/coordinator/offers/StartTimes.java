package org.vmpilot.coordinator.offers;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.StartWindow;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.TimePoint;

/** What can be asked of a lease's start, and who waits for it: the LRM, or the coordinator. */
public final class StartTimes {
    private static final Duration AHEAD = Duration.ofDays(365);

    private StartTimes() {}

    /**
     * What is wrong with the times of a request that is made now.
     *
     * @return field → words for people
     */
    public static Map<String, String> objections(LeaseRequest request, Instant now) {
        Optional<Instant> startBy = at(request.times().startBy(), now);
        Optional<Instant> notBefore = at(request.times().notBefore(), now);
        Map<String, String> objections = new LinkedHashMap<>();
        notBefore
                .filter(at -> at.isAfter(now.plus(AHEAD)))
                .ifPresent(at -> objections.put("not_before", "is more than 365 days from now"));
        startBy.filter(at -> !at.isAfter(now))
                .ifPresent(at -> objections.put("start_by", "is over already: it is " + now + " here"));
        startBy.filter(at -> notBefore.filter(from -> !at.isAfter(from)).isPresent())
                .ifPresent(at -> objections.putIfAbsent(
                        "start_by", "must be later than not_before, or the lease could never begin"));
        return objections;
    }

    private static Optional<Instant> at(Optional<TimePoint> point, Instant now) {
        return point.map(known -> known.from(now));
    }

    /**
     * A new lease as it waits for its start.
     *
     * @param lrmWaits whether the LRM takes a job with a start time
     * @param takesPlace whether what is submitted holds up others of its queue
     */
    public static Lease waiting(Lease fresh, boolean lrmWaits, boolean takesPlace) {
        return StartWindow.of(fresh)
                .notBefore()
                .filter(at -> at.isAfter(fresh.createdAt()) && (!lrmWaits || takesPlace))
                .map(fresh::notSubmittedBefore)
                .orElse(fresh);
    }
}
