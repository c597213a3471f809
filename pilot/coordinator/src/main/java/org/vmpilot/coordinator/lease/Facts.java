package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/**
 * What an event says for programs: how that of which it is (the lease, a slot, a guest) is from then on, all of it. So who folds events
 * knows what a look at the lease would show.
 *
 * @param attempt the lease's, or that to which the slot belongs
 * @param guest its domain's name, if the event is of a guest: {@code state} and {@code ended} are that guest's then
 * @param ended how the guest ended
 * @param guests guests of the slot of which something changed with the event, each as it is from then on
 * @param version of the lease's terms, and {@code endsAt}: its end, if the event is of the lease
 */
public record Facts(
        String state,
        int attempt,
        Optional<Notice> notice,
        Optional<Verdict> verdict,
        Optional<ReasonCode> code,
        Optional<Result> result,
        Optional<String> node,
        Optional<String> job,
        Optional<Job.State> lrmState,
        Optional<String> guest,
        Optional<String> ended,
        List<Changed> guests,
        Optional<Integer> version,
        Optional<Instant> endsAt) {
    /** A guest as it is from then on. */
    public record Changed(String name, Guest.State state, Optional<String> ended) {
        static Changed of(Slot slot, Guest guest) {
            return new Changed(guest.order().domainName(slot.key()), guest.state(), guest.endedWord());
        }
    }

    public Facts {
        guests = List.copyOf(guests);
    }

    static Facts of(Lease lease) {
        return new Facts(
                lease.state().name(),
                lease.attempt(),
                lease.notice(),
                lease.verdict(),
                lease.reasonCode(),
                lease.resultOfEnd(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(lease.terms().version()),
                lease.endsAt());
    }

    static Facts of(Slot slot) {
        return new Facts(
                slot.state().name(),
                slot.key().attempt(),
                slot.notice(),
                slot.verdict(),
                slot.reasonCode(),
                Optional.empty(),
                slot.node(),
                slot.job(),
                slot.sight().map(Sight::state),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static Facts of(Slot slot, Guest guest) {
        return new Facts(
                guest.state().name(),
                slot.key().attempt(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(guest.order().domainName(slot.key())),
                guest.endedWord(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    Facts with(List<Changed> changed) {
        return new Facts(
                state, attempt, notice, verdict, code, result, node, job, lrmState, guest, ended, changed, version,
                endsAt);
    }
}
