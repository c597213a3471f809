package org.vmpilot.coordinator.lease;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.ClaimAnswer.Reason;
import org.vmpilot.protocol.Peer;

/** Who may have a slot: the first claim from the job that the LRM runs, on the node where the LRM runs it. */
public final class ClaimRule {
    private ClaimRule() {}

    /** What to say to an agent that this coordinator has no protocol in common with; empty: it has. */
    public static Optional<ClaimAnswer> versions(Peer agent) {
        return Peer.objection(agent, Peer.own()).flatMap(words -> refused(Reason.VERSION, words));
    }

    /**
     * What to say instead of an order; empty: the claim has the slot.
     *
     * @param freeze kill-all's, if there is one
     * @param lease the lease that the claim names, if there is one
     * @param lrmNode the LRM's name of the node that claims
     */
    public static Optional<ClaimAnswer> objection(
            Optional<Freeze> freeze, Optional<Lease> lease, Claim claim, String lrmNode) {
        Optional<Slot> named = lease.flatMap(found -> found.slot(claim.slot()));
        if (freeze.isPresent()
                && named.filter(slot -> slot.heldBy(claim.nonce())).isEmpty()) {
            return refused(Reason.FROZEN, "the coordinator is " + freeze.get().words());
        }
        if (named.isEmpty()) {
            return refused(Reason.UNKNOWN_SLOT, "there is no slot " + claim.slot());
        }
        Slot slot = named.get();
        if (slot.heldBy(claim.nonce())) {
            return again(slot, claim);
        }
        return switch (slot.state()) {
            case ENDING, ENDED, LOST -> refused(Reason.OVER, "slot " + slot.key() + " is over");
            case CLAIMED, READY, LIVE -> refused(Reason.TAKEN, "slot " + slot.key() + " has been claimed");
            // The LRM said that it had taken nothing: its job is not ours to use, and goes when its start allowance is
            // over.
            case PLANNED -> Optional.of(new ClaimAnswer.Later("slot " + slot.key() + " is not submitted"));
            case SUBMITTING, QUEUED -> job(slot, claim).or(() -> node(slot, lrmNode));
        };
    }

    /**
     * While the answer to a slot's submit is still open its job's id is taken from the claim: never that of another slot, whose job would be cancelled with
     * this one. Slots that share a job share the one that the first claim came from, until the LRM tells: of a job that it has twice, not some slots of each.
     *
     * @param open all leases that may have jobs
     * @param gangs whether the slots of one attempt share a job
     */
    public static Optional<ClaimAnswer> jobOfAnother(Collection<Lease> open, Lease lease, Claim claim, boolean gangs) {
        if (lease.slot(claim.slot()).flatMap(Slot::job).isPresent()) {
            return Optional.empty();
        }
        Predicate<Slot> shares =
                slot -> gangs && slot.key().arrayName().equals(claim.slot().arrayName());
        Optional<String> shared = lease.slots().stream()
                .filter(shares)
                .flatMap(slot -> slot.job().stream())
                .findFirst();
        if (shared.filter(job -> !job.equals(claim.job())).isPresent()) {
            return Optional.of(new ClaimAnswer.Later("others of its attempt are of job " + shared.get()));
        }
        return open.stream()
                .flatMap(other -> other.slots().stream())
                .filter(slot -> slot.mayHaveJob() && !slot.key().equals(claim.slot()))
                .filter(shares.negate())
                .filter(slot -> slot.job().filter(claim.job()::equals).isPresent())
                .findFirst()
                .flatMap(slot -> refused(Reason.TAKEN, "job " + claim.job() + " is slot " + slot.key() + "'s"));
    }

    private static Optional<ClaimAnswer> again(Slot slot, Claim claim) {
        boolean same = slot.holder()
                .filter(holder ->
                        holder.node().equals(claim.node()) && holder.job().equals(claim.job()))
                .isPresent();
        if (!same) {
            return refused(
                    Reason.TAKEN, "slot " + slot.key() + " has been claimed with this nonce by another job or node");
        }
        return slot.state().closed() ? refused(Reason.OVER, "slot " + slot.key() + " is over") : Optional.empty();
    }

    private static Optional<ClaimAnswer> job(Slot slot, Claim claim) {
        return slot.job()
                .filter(job -> !job.equals(claim.job()))
                .flatMap(job ->
                        refused(Reason.TAKEN, "slot " + slot.key() + " is of job " + job + ", not " + claim.job()));
    }

    private static Optional<ClaimAnswer> node(Slot slot, String lrmNode) {
        return slot.sight()
                .filter(sight -> sight.state() == Job.State.RUNNING)
                .filter(sight -> !sight.isOn(lrmNode))
                .flatMap(Sight::node)
                .flatMap(node -> refused(Reason.TAKEN, "the LRM runs the job on " + node + ", not on " + lrmNode));
    }

    private static Optional<ClaimAnswer> refused(Reason reason, String words) {
        return Optional.of(new ClaimAnswer.Refused(reason, words));
    }
}
