package org.vmpilot.tests.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Cancel;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Moments;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.Submission;
import org.vmpilot.coordinator.store.Change;

/** Leases as a coordinator would write them that does not write what it is about to do. */
final class Unwritten {
    private Unwritten() {}

    static Lease cancel(Lease lease) {
        return lease.slots(lease.slots().stream().map(Unwritten::cancel).toList());
    }

    private static Slot cancel(Slot slot) {
        return slot.cancel() != Cancel.WANTED
                ? slot
                : new Slot(
                        slot.key(),
                        slot.state(),
                        slot.job(),
                        slot.holder(),
                        slot.sight(),
                        slot.moments(),
                        Cancel.NONE,
                        slot.notice(),
                        slot.verdict(),
                        slot.because(),
                        slot.guests(),
                        slot.instruction());
    }

    static Lease submit(Lease lease) {
        return lease.submission().step() != Submission.Step.ASKED
                ? lease
                : new Lease(
                        lease.token(),
                        lease.request(),
                        org.vmpilot.coordinator.lease.LeaseState.WAITING,
                        lease.attempt(),
                        new Submission(Submission.Step.NONE, lease.submission().lostAt()),
                        lease.createdAt(),
                        lease.retryAt(),
                        lease.goAt(),
                        lease.endedAt(),
                        lease.outcome(),
                        lease.owner(),
                        lease.terms(),
                        lease.slots());
    }

    static Lease givingBack(Lease lease) {
        return lease.slots(lease.slots().stream().map(Unwritten::givingBack).toList());
    }

    private static Slot givingBack(Slot slot) {
        Map<Moment, Instant> moments = new HashMap<>(slot.moments().at());
        moments.remove(Moment.GIVEN_BACK);
        return new Slot(
                slot.key(),
                slot.state(),
                slot.job(),
                slot.holder(),
                slot.sight(),
                new Moments(moments),
                slot.cancel(),
                slot.notice(),
                slot.verdict(),
                slot.because(),
                slot.guests(),
                slot.instruction());
    }

    static Change blackHole(Change change) {
        Optional<Drain> drain = change.ofNode().flatMap(Change.OfNode::drain);
        return drain.isEmpty()
                ? change
                : Change.of(
                        new Change.OfNode(
                                drain.get().node(),
                                Optional.of(new Drain(
                                        drain.get().node(),
                                        drain.get().step(),
                                        drain.get().reason(),
                                        drain.get().since(),
                                        drain.get().failure(),
                                        Drain.Cause.NOT_CLEAN)),
                                change.ofNode().get().look()),
                        change.now());
    }
}
