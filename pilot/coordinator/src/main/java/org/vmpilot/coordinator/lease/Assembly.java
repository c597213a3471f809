package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.lrm.Job;

/** Whether an attempt can still become a lease. Pure. */
final class Assembly {
    private Assembly() {}

    /** Why this attempt cannot become a lease; empty while it can. */
    static Optional<Reason> failure(LeaseTurn turn, List<Slot> slots) {
        for (Slot slot : slots) {
            // PLANNED beside submitted ones: the LRM said that it had taken nothing, and a claim has shown otherwise.
            if (slot.state() == SlotState.ENDING || slot.state().closed() || slot.state() == SlotState.PLANNED) {
                return Optional.of(
                        Reason.of(slot.because().code().orElse(ReasonCode.ASSEMBLY_FAILED), SlotWords.of(slot)));
            }
        }
        Timing timing = turn.timing();
        Optional<Slot> unclaimed = slots.stream()
                .filter(slot -> claimEnds(slot, slots, timing)
                        .filter(at -> !at.isAfter(turn.now()))
                        .isPresent())
                .findFirst();
        if (unclaimed.isPresent()) {
            return Optional.of(
                    Reason.of(
                            ReasonCode.NOT_CLAIMED,
                            "slot " + SlotWords.name(unclaimed.get())
                                    + ": the LRM runs its job, and no pilot has claimed it in time (its own words are in the node's log)"));
        }
        long ready =
                slots.stream().filter(slot -> slot.state() == SlotState.READY).count();
        boolean late = assemblyEnds(slots, timing)
                .filter(at -> !at.isAfter(turn.now()))
                .isPresent();
        return late && ready < slots.size()
                ? Optional.of(Reason.of(
                        ReasonCode.ASSEMBLY_ALLOWANCE_OVER,
                        ready + " of " + slots.size() + " slots were ready within the assembly allowance of "
                                + timing.assemblyAllowance().toSeconds() + " s"))
                : Optional.empty();
    }

    /**
     * When a job that runs must have been claimed: whatever was to start its pilots there may hang. The pilots of a gang are started together: one that does not come while another has
     * is missed sooner.
     *
     * @param slots of its attempt
     */
    static Optional<Instant> claimEnds(Slot slot, List<Slot> slots, Timing timing) {
        if (slot.state() != SlotState.QUEUED) {
            return Optional.empty();
        }
        Optional<Instant> alone = slot.sight()
                .filter(sight -> sight.state() == Job.State.RUNNING)
                .map(sight -> sight.askedAt().plus(timing.assemblyAllowance()));
        Optional<Instant> missed = slots.stream()
                .filter(other -> slot.job().isPresent() && other.job().equals(slot.job()))
                .flatMap(other -> other.moments().of(Moment.CLAIMED).stream())
                .max(Instant::compareTo)
                .map(last -> last.plus(timing.startAllowance()));
        return Stream.concat(alone.stream(), missed.stream()).min(Instant::compareTo);
    }

    /** When the assembly allowance is over, counted from the first READY. */
    static Optional<Instant> assemblyEnds(List<Slot> slots, Timing timing) {
        return slots.stream()
                .flatMap(slot -> slot.moments().of(Moment.READY).stream())
                .min(Instant::compareTo)
                .map(first -> first.plus(timing.assemblyAllowance()));
    }
}
