package org.vmpilot.lrm.embedded;

import java.util.Optional;

/**
 * One job or task as the ledger has it. Immutable.
 *
 * @param run 0: never placed
 * @param halted held while it waits, suspended while it has a node
 * @param preempted suspended for a job of a queue with a higher priority, which has its node meanwhile
 * @param ended only in phase ENDED
 */
record JobEntry(
        Submission submission,
        JobKey key,
        Phase phase,
        Optional<String> node,
        int run,
        String bootId,
        Optional<LedgerEvent.Cause> kill,
        boolean halted,
        boolean preempted,
        Optional<LedgerEvent.Ended> ended,
        String words) {
    enum Phase {
        QUEUED,
        /** It has a node: prolog, job or epilog are under way, or about to be. */
        PLACED,
        ENDED
    }

    static JobEntry queued(Submission submission, JobKey key) {
        return new JobEntry(
                submission,
                key,
                Phase.QUEUED,
                Optional.empty(),
                0,
                "",
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                "");
    }

    JobEntry placed(LedgerEvent.Placed event) {
        check(phase == Phase.QUEUED && !halted, event);
        return new JobEntry(
                submission,
                key,
                Phase.PLACED,
                Optional.of(event.node()),
                event.run(),
                event.bootId(),
                kill,
                false,
                false,
                Optional.empty(),
                "");
    }

    JobEntry requeued(LedgerEvent.Requeued event) {
        check(phase == Phase.PLACED, event);
        return new JobEntry(
                submission,
                key,
                Phase.QUEUED,
                Optional.empty(),
                run,
                "",
                kill.filter(cause -> cause != LedgerEvent.Cause.REQUEUED),
                false,
                false,
                Optional.empty(),
                event.why());
    }

    JobEntry killAsked(LedgerEvent.KillAsked event) {
        // Somebody who cancels a job that is to wait again means that it shall not.
        check(phase == Phase.PLACED && (kill.isEmpty() || isToWaitAgain()), event);
        return new JobEntry(
                submission,
                key,
                phase,
                node,
                run,
                bootId,
                Optional.of(event.cause()),
                halted,
                preempted,
                Optional.empty(),
                words);
    }

    JobEntry ended(LedgerEvent.Ended event) {
        check(phase != Phase.ENDED, event);
        return new JobEntry(
                submission, key, Phase.ENDED, node, run, bootId, kill, false, false, Optional.of(event), words);
    }

    JobEntry halted(LedgerEvent.Halted event) {
        check(phase != Phase.ENDED && !halted, event);
        return new JobEntry(
                submission, key, phase, node, run, bootId, kill, true, event.preempted(), Optional.empty(), words);
    }

    JobEntry continued(LedgerEvent.Continued event) {
        check(halted, event);
        return new JobEntry(submission, key, phase, node, run, bootId, kill, false, false, Optional.empty(), words);
    }

    boolean isToWaitAgain() {
        return kill.filter(cause -> cause == LedgerEvent.Cause.REQUEUED).isPresent();
    }

    private void check(boolean lawful, LedgerEvent event) {
        if (!lawful) {
            throw new IllegalStateException("job " + key + " is " + phase + "; " + event + " cannot be");
        }
    }
}
