package org.vmpilot.coordinator.agents;

import java.util.Optional;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Closure;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;

/**
 * Claims that the site's own hold or window stands against: the lease's attempt is given back, costs nothing, and comes again later. For the loop's thread.
 */
final class SiteGate {
    private final Admission admission;
    private final Intake intake;

    SiteGate(Admission admission, Intake intake) {
        this.admission = admission;
        this.intake = intake;
    }

    /** What to say to a claim that is in order but for that; empty: it has the slot. */
    Optional<ClaimAnswer> objection(Lease lease, Claim claim) {
        boolean known = lease.slot(claim.slot())
                .filter(slot -> slot.heldBy(claim.nonce()))
                .isPresent();
        Optional<Closure> closure = known ? Optional.empty() : admission.closed(lease, claim.node());
        closure.ifPresent(why -> intake.take(lease.token(), new LeaseEvent.HoldBack(why), () -> {}));
        // The slot is over by that: a word that agents of any age know.
        return closure.map(why -> new ClaimAnswer.Refused(
                ClaimAnswer.Reason.OVER, "nothing is started on " + claim.node() + " now: " + why.words()));
    }
}
