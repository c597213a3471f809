package org.vmpilot.tests.simulation;

import org.vmpilot.coordinator.lease.Cancel;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.Submission;

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
                        slot.reason(),
                        slot.guests());
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
                        lease.notice(),
                        lease.reason(),
                        lease.slots());
    }
}
