package org.vmpilot.lrm.embedded;

import java.util.Optional;

/**
 * One job or task as the ledger has it. Immutable.
 *
 * @param run 0: never placed
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
                submission, key, Phase.QUEUED, Optional.empty(), 0, "", Optional.empty(), Optional.empty(), "");
    }

    JobEntry placed(LedgerEvent.Placed event) {
        check(phase == Phase.QUEUED, event);
        return new JobEntry(
                submission,
                key,
                Phase.PLACED,
                Optional.of(event.node()),
                event.run(),
                event.bootId(),
                kill,
                Optional.empty(),
                "");
    }

    JobEntry requeued(LedgerEvent.Requeued event) {
        check(phase == Phase.PLACED, event);
        return new JobEntry(
                submission, key, Phase.QUEUED, Optional.empty(), run, "", kill, Optional.empty(), event.why());
    }

    JobEntry killAsked(LedgerEvent.KillAsked event) {
        check(phase == Phase.PLACED && kill.isEmpty(), event);
        return new JobEntry(
                submission, key, phase, node, run, bootId, Optional.of(event.cause()), Optional.empty(), words);
    }

    JobEntry ended(LedgerEvent.Ended event) {
        check(phase != Phase.ENDED, event);
        return new JobEntry(submission, key, Phase.ENDED, node, run, bootId, kill, Optional.of(event), words);
    }

    private void check(boolean lawful, LedgerEvent event) {
        if (!lawful) {
            throw new IllegalStateException("job " + key + " is " + phase + "; " + event + " cannot be");
        }
    }
}
