package org.vmpilot.lrm.gridengine;

import java.util.Optional;
import org.vmpilot.lrm.Job;

/**
 * Grid Engine's state letters, see qstat(1): d deleted, E error, h held, q queued, r running, R restarted, s and S and T suspended (by
 * hand, by the queue, by a load threshold), t on its way to the host, w waiting, z over.
 */
final class JobStates {
    private static final String LETTERS = "dEhqrRsSTtwz";

    private JobStates() {}

    static Job.State of(String letters) {
        if (letters.isEmpty() || letters.chars().anyMatch(letter -> LETTERS.indexOf(letter) < 0)) {
            return Job.State.UNKNOWN;
        }
        if (has(letters, "z")) {
            return Job.State.ENDED;
        }
        if (has(letters, "sST")) {
            return Job.State.SUSPENDED;
        }
        if (has(letters, "rt")) {
            return Job.State.RUNNING;
        }
        // In error state it waits until somebody clears it (qmod -cj), as a held one waits for its release.
        if (has(letters, "hE")) {
            return Job.State.HELD;
        }
        return has(letters, "qw") ? Job.State.QUEUED : Job.State.UNKNOWN;
    }

    /** What the letters say beyond the state. */
    static Optional<String> words(String letters) {
        if (inError(letters)) {
            return Optional.of("in error state (" + letters + ")");
        }
        if (has(letters, "d")) {
            return Optional.of("its deletion was asked for (" + letters + ")");
        }
        return of(letters) == Job.State.UNKNOWN ? Optional.of("state " + letters) : Optional.empty();
    }

    static boolean inError(String letters) {
        return has(letters, "E");
    }

    private static boolean has(String letters, String any) {
        return letters.chars().anyMatch(letter -> any.indexOf(letter) >= 0);
    }
}
