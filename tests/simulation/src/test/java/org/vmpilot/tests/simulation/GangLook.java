package org.vmpilot.tests.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.lease.Submission;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.SlotKey;

/** What holds of the slots of a lease that is one job: all of them are that job's, and no other's. */
final class GangLook {
    private final Site site;
    private final Judge judge;
    /** The name that slots of an attempt share → the job of the first that was given one of them. */
    private final Map<String, String> jobs = new HashMap<>();

    GangLook(Site site, Judge judge) {
        this.site = site;
        this.judge = judge;
    }

    /** The coordinator has made a change durable: a job that was found, or taken, is that of all slots. */
    void committed(Lease lease) {
        if (!site.plan().gangs() || lease.submission().step() != Submission.Step.NONE) {
            return;
        }
        List<Slot> open = lease.current().stream()
                .filter(slot -> slot.state() == SlotState.QUEUED || slot.claimed())
                .toList();
        if (open.stream().anyMatch(slot -> slot.job().isPresent())
                && open.stream().anyMatch(slot -> slot.job().isEmpty())) {
            judge.fault("of " + open + " some do not know their job");
        }
    }

    /** An agent hears the answer to its claim. */
    void claimed(Claim claim, ClaimAnswer answer, boolean first) {
        List<PilotJob> pilots = site.lrm.of(claim.job());
        if (pilots.isEmpty() || pilots.get(0).gang == null) {
            return;
        }
        if (answer instanceof ClaimAnswer.Granted) {
            String before = jobs.putIfAbsent(claim.slot().arrayName(), claim.job());
            if (before != null && !before.equals(claim.job())) {
                judge.fault(
                        claim.slot() + " is given to job " + claim.job() + ", and others of its attempt to " + before);
            }
        } else if (answer instanceof ClaimAnswer.Refused refused
                && refused.reason() == ClaimAnswer.Reason.TAKEN
                && first
                && pilots.get(0).gang.runs() == 1
                && isOnly(claim.slot())) {
            judge.fault(claim.slot() + " is refused to its own job: " + refused.words());
        }
    }

    private boolean isOnly(SlotKey slot) {
        return site.lrm.jobs.values().stream()
                        .filter(job -> job.slot().equals(slot))
                        .count()
                == 1;
    }
}
