package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long a lease has waited in its queue, and whether its turn there was taken from it. Pure. */
public final class Patience {
    private Patience() {}

    /** When the patience with an attempt that waits in its queue is over; empty: it waits for nothing of the LRM, or the assembly allowance decides. */
    public static Optional<Instant> endsAt(Lease lease, Timing timing) {
        if (lease.state() != LeaseState.ASSEMBLING) {
            return Optional.empty();
        }
        List<Slot> slots = lease.current();
        boolean queued = slots.stream().anyMatch(slot -> slot.state() == SlotState.QUEUED)
                && slots.stream().noneMatch(slot -> slot.state() == SlotState.READY);
        return queued
                ? slots.stream()
                        .flatMap(slot -> slot.moments().of(Moment.SUBMITTING).stream())
                        .min(Instant::compareTo)
                        // Until then it waits for its own time, and for nobody's node.
                        .map(since -> StartWindow.of(lease)
                                .notBefore()
                                .filter(since::isBefore)
                                .orElse(since))
                        .map(since -> since.plus(timing.queuePatience()))
                : Optional.empty();
    }

    public static boolean isOver(Lease lease, Instant now, Timing timing) {
        return endsAt(lease, timing).filter(at -> !at.isAfter(now)).isPresent();
    }

    /** Whether the LRM was asked to leave nodes out for the attempt under way. */
    public static boolean avoids(Lease lease) {
        return has(lease, lease.attempt(), Moment.AVOIDING);
    }

    /** Whether the attempt before this one has waited in vain while nodes were left out: then none is any more. */
    public static boolean avoidedInVain(Lease lease) {
        int before = lease.attempt() - 1;
        return has(lease, before, Moment.AVOIDING) && has(lease, before, Moment.GIVEN_BACK);
    }

    /** How many of its attempts were given back because they had waited for too long. */
    public static int timesGivenBack(Lease lease) {
        int times = 0;
        for (int attempt = 1; attempt <= lease.attempt(); attempt++) {
            times += has(lease, attempt, Moment.GIVEN_BACK) ? 1 : 0;
        }
        return times;
    }

    /** When the last of them was. */
    public static Optional<Instant> givenBackAt(Lease lease) {
        for (int attempt = lease.attempt(); attempt > 0; attempt--) {
            Optional<Instant> at =
                    first(lease, attempt).flatMap(slot -> slot.moments().of(Moment.GIVEN_BACK));
            if (at.isPresent()) {
                return at;
            }
        }
        return Optional.empty();
    }

    private static boolean has(Lease lease, int attempt, Moment moment) {
        return first(lease, attempt).filter(slot -> slot.moments().has(moment)).isPresent();
    }

    /** All slots of an attempt are asked for, and given back, together. */
    private static Optional<Slot> first(Lease lease, int attempt) {
        int each = lease.slots().size() / lease.attempt();
        return attempt < 1 ? Optional.empty() : Optional.of(lease.slots().get((attempt - 1) * each));
    }
}
