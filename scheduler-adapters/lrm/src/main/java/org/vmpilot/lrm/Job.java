package org.vmpilot.lrm;

import java.util.Optional;

/**
 * One job as the LRM shows it in its query for all.
 *
 * @param name the job's name; for a task of an array, the array's name; empty: the LRM's record of it cannot be read
 * @param task the array's task number, 0 for a single job and for a gang
 * @param node the LRM's name of the node that it runs or ran on; of a gang all of its nodes, as the LRM writes them ({@code node[01-03]},
 *     or separated by commas)
 * @param reason why it waits or how it ended, in the LRM's own words
 */
public record Job(JobId id, String name, int task, State state, Optional<String> node, Optional<String> reason) {
    public enum State {
        QUEUED,
        HELD,
        RUNNING,
        SUSPENDED,
        /** Over, and the LRM still remembers it. */
        ENDED,
        /** The LRM shows it in a state that we do not understand. */
        UNKNOWN
    }

    /** The LRM shows its id, and nothing else of it can be read: it is there, in a state that nobody knows, under whatever name. */
    public boolean isUnreadable() {
        return state == State.UNKNOWN && name.isEmpty();
    }
}
