package org.vmpilot.lrm.embedded;

import org.vmpilot.lrm.embedded.LrmConfig.Node;

/** What of a node is taken. */
final class Room {
    private final Node node;
    private int jobs;
    private boolean exclusive;
    private long memory;

    Room(Node node) {
        this.node = node;
    }

    Node node() {
        return node;
    }

    boolean has(Submission submission) {
        if (submission.exclusive()) {
            return jobs == 0;
        }
        return !exclusive && jobs < node.shares() && memory + submission.memoryMib() <= node.memoryMib();
    }

    void take(Submission submission) {
        jobs++;
        exclusive |= submission.exclusive();
        memory += submission.exclusive() ? 0 : submission.memoryMib();
    }
}
