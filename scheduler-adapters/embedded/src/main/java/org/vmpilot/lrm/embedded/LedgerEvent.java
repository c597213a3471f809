package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What changes the ledger: one line of the journal each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LedgerEvent.Submitted.class, name = "submitted"),
    @JsonSubTypes.Type(value = LedgerEvent.Placed.class, name = "placed"),
    @JsonSubTypes.Type(value = LedgerEvent.Requeued.class, name = "requeued"),
    @JsonSubTypes.Type(value = LedgerEvent.KillAsked.class, name = "kill-asked"),
    @JsonSubTypes.Type(value = LedgerEvent.Halted.class, name = "halted"),
    @JsonSubTypes.Type(value = LedgerEvent.Continued.class, name = "continued"),
    @JsonSubTypes.Type(value = LedgerEvent.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = LedgerEvent.Forgotten.class, name = "forgotten"),
    @JsonSubTypes.Type(value = LedgerEvent.Drained.class, name = "drained"),
    @JsonSubTypes.Type(value = LedgerEvent.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = LedgerEvent.Numbered.class, name = "numbered")
})
sealed interface LedgerEvent {
    /** Why the LRM ends a job. */
    enum Cause {
        CANCELLED,
        WALLTIME,
        /** A job of a queue with a higher priority needs its node. */
        PREEMPTED,
        /** Likewise, and it waits again afterwards. */
        REQUEUED,
        /** Another node of its gang is lost. */
        NODE_LOST
    }

    record Submitted(Submission submission) implements LedgerEvent {}

    /**
     * The job has a node; its shepherd may be started from now on.
     *
     * @param run counts from 1: a job that was requeued has another
     * @param bootId of the machine: after a reboot no shepherd of before can live
     */
    record Placed(JobKey job, String node, int run, String bootId) implements LedgerEvent {}

    /** It did not begin, provably: the prolog failed, the node could not be entered, the shepherd was never born. */
    record Requeued(JobKey job, String why) implements LedgerEvent {}

    record KillAsked(JobKey job, Cause cause) implements LedgerEvent {}

    /**
     * Held if it waits, suspended if it has a node.
     *
     * @param preempted for a job of a queue with a higher priority: it goes on by itself when its node is free again
     */
    record Halted(JobKey job, boolean preempted) implements LedgerEvent {
        Halted(JobKey job) {
            this(job, false);
        }
    }

    record Continued(JobKey job) implements LedgerEvent {}

    /**
     * @param uptimeMs when, on that boot's clock
     */
    record Ended(JobKey job, JobOutcome outcome, String bootId, long uptimeMs) implements LedgerEvent {}

    /** The job or the array is no longer remembered. */
    record Forgotten(int number) implements LedgerEvent {}

    record Drained(String node, String reason) implements LedgerEvent {}

    record Resumed(String node) implements LedgerEvent {}

    /** Numbers up to this one have been given: ids are never used again. */
    record Numbered(int last) implements LedgerEvent {}
}
