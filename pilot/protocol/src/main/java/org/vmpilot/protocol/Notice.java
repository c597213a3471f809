package org.vmpilot.protocol;

/** Why a slot ends. The first notice of a slot stays; later causes are noted beside it, never over it. */
public enum Notice {
    /** The last guest was gone by itself. */
    GUESTS_ENDED,
    /** The lease is over: its duration, or somebody ended it. */
    LEASE_ENDED,
    /** The LRM's own limit for the job is near or reached. */
    WALLTIME,
    /** Somebody cancelled the pilot job in the LRM. */
    CANCELLED,
    /** The LRM wants the node for another job. */
    PREEMPTED,
    /** The LRM stops the pilot job. */
    SUSPENDED,
    /** The LRM ended the job and did not say why. */
    TERMINATED,
    /** The node shuts down. */
    SHUTDOWN,
    /** An admin's kill-all. */
    KILL_ALL,
    /** The coordinator was gone for longer than the node allows. */
    ORPHANED,
    /** Something of ours broke: agent, a create, the order. */
    FAILED
}
