package org.vmpilot.lrm.embedded;

import java.util.Optional;

/** What a look at a job's run showed. */
sealed interface RunLook {
    /** It goes on. */
    record Going() implements RunLook {}

    /** It is past its walltime, and nobody has asked for its end yet. */
    record PastWalltime() implements RunLook {}

    /**
     * It did not begin and never will; the job may be placed again.
     *
     * @param fault whose fault it was
     */
    record NotBegun(Fault fault, String words) implements RunLook {
        enum Fault {
            /** Nobody's: the daemon or the machine went down in between. */
            NONE,
            /** The prolog wants another node (exit 99). */
            OTHER_NODE,
            /** The prolog failed. */
            PROLOG,
            /** The node could not be entered. */
            ENTER
        }
    }

    /**
     * It is over.
     *
     * @param doubt about the node: the epilog failed or did not run; empty: none
     */
    record Over(JobOutcome outcome, Optional<String> doubt) implements RunLook {}
}
