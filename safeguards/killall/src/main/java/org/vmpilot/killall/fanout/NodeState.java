package org.vmpilot.killall.fanout;

/** Where one node stands in a fan-out. */
final class NodeState {
    /** In this order; a broken connection leads back to QUEUED. */
    enum Phase {
        QUEUED,
        PROBING,
        READY,
        LOGGING_IN,
        RUNNING,
        DONE
    }

    final String node;
    Phase phase = Phase.QUEUED;
    /** When the phase is over, by a failure or, in QUEUED, by the node's next turn. */
    long deadline;

    /** When it first had a turn; negative: not yet. */
    long since = -1;

    long phaseSince;
    int tries;
    boolean marked;

    NodeState(String node) {
        this.node = node;
    }

    void enter(Phase next, long now, long until) {
        if (since < 0) {
            since = now;
        }
        phase = next;
        phaseSince = now;
        deadline = until;
    }
}
