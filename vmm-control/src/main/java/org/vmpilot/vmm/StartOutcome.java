package org.vmpilot.vmm;

import java.util.Optional;

/** What came of a start. */
public sealed interface StartOutcome {
    /** The create succeeded and the domain was seen. */
    record Running(Domain domain) implements StartOutcome {}

    /** The create succeeded, but a look did not show the domain: it has ended already, or nobody could look. */
    record Unseen(String why) implements StartOutcome {}

    /**
     * The create failed.
     *
     * @param words what the toolstack said, shortened
     * @param left what it left all the same: paused, without a name, or even running
     */
    record Failed(int exitCode, String words, Optional<Domain> left) implements StartOutcome {}
}
