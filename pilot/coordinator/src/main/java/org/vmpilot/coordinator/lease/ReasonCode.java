package org.vmpilot.coordinator.lease;

import org.vmpilot.protocol.Notice;

/** Why a lease or a slot is as it is, for programs: the kind of what the reason's words say. Names are added, never changed (docs/states.md). */
public enum ReasonCode {
    /** A lease that waits: for a place in its queue, or for the LRM. */
    WAITING_FOR_TURN,
    /** A lease that waits: the LRM takes no job for now. */
    LRM_POSTPONED,
    /** A lease that waits for its next attempt. */
    RETRY_LATER,
    /** A lease whose slots are submitted and not all ready. */
    ASSEMBLING,
    /** A lease whose duration counts. */
    GO_GIVEN,
    /** A slot that is not submitted. */
    NOT_SUBMITTED,
    /** A slot of which the LRM is being asked, or was asked and the answer is lost. */
    SUBMITTING,
    /** A slot whose job waits in the LRM, or runs and is not claimed. */
    QUEUED_IN_LRM,
    /** A slot whose node is being prepared. */
    PREPARING,
    /** A slot whose node is ready. */
    WAITING_FOR_GO,
    /** A slot that was given GO. */
    RUNNING,
    /** The duration is over. */
    DURATION_OVER,
    /** All guests have ended by themselves. */
    GUESTS_ENDED,
    /** Somebody ended the lease. */
    ENDED_BY_REQUEST,
    /** An admin's kill-all. */
    KILL_ALL,
    /** A lease that waits: it is not to start before a certain time. */
    WAITING_FOR_START,
    /** The lease had no GO by the time by which it was to start. */
    START_BY_PASSED,
    /** The LRM refuses the job. */
    LRM_REFUSED,
    /** The submit's answer was lost, and the LRM does not have the job. */
    SUBMIT_LOST,
    /** It has waited in its queue for too long, and its place went to another. */
    QUEUE_PATIENCE_OVER,
    /** The LRM runs the job, and no pilot has claimed it in time. */
    NOT_CLAIMED,
    /** The site holds it: {@code vmpilot hold}. */
    HELD,
    /** A maintenance window of the site stands in the way. */
    WINDOW,
    /** A claim was refused. */
    CLAIM_REFUSED,
    /** The job ended, and nobody had claimed its slot. */
    JOB_ENDED_UNCLAIMED,
    /** The node's pilot could not start. */
    PILOT_COULD_NOT_START,
    /** The node's policy refuses the order. */
    NODE_POLICY_REFUSED,
    /** The slot was not ready within the start allowance. */
    START_ALLOWANCE_OVER,
    /** Not all slots were ready within the assembly allowance. */
    ASSEMBLY_ALLOWANCE_OVER,
    /** The attempt fell, and with it this slot. */
    ASSEMBLY_FAILED,
    /** All attempts are spent. */
    ATTEMPTS_SPENT,
    /** A guest could not be started. */
    GUEST_FAILED,
    /** A slot was lost after GO. */
    SLOT_LOST,
    /** The LRM's limit for the job. */
    WALLTIME,
    /** The job was cancelled in the LRM. */
    JOB_CANCELLED,
    /** The LRM wanted the node for another job. */
    JOB_PREEMPTED,
    /** The LRM stopped the job. */
    JOB_SUSPENDED,
    /** The LRM ended the job and did not say why. */
    JOB_TERMINATED,
    /** The node was shut down. */
    NODE_SHUTDOWN,
    /** The node heard nothing of the coordinator for longer than it allows. */
    ORPHANED,
    /** Something of ours broke on the node. */
    AGENT_FAILED,
    /** The job is over and no certificate has come. */
    NO_CERTIFICATE,
    /** A certificate that says nothing of why. */
    NOT_SAID;

    /** Why a slot ends, as its node says it. */
    static ReasonCode of(Notice notice) {
        return switch (notice) {
            case GUESTS_ENDED -> GUESTS_ENDED;
            case LEASE_ENDED -> DURATION_OVER;
            case WALLTIME -> WALLTIME;
            case CANCELLED -> JOB_CANCELLED;
            case PREEMPTED -> JOB_PREEMPTED;
            case SUSPENDED -> JOB_SUSPENDED;
            case TERMINATED -> JOB_TERMINATED;
            case SHUTDOWN -> NODE_SHUTDOWN;
            case KILL_ALL -> KILL_ALL;
            case ORPHANED -> ORPHANED;
            case FAILED -> AGENT_FAILED;
        };
    }
}
