package org.vmpilot.tests.faults;

/** How a case's slot stands to the LRM. */
enum Company {
    /** A job of its own. */
    ALONE(1, "", ""),
    /** One of two that are one job; the LRM ends it when it loses a node. */
    GANG(2, " gang=2", " in a gang"),
    /** The same, but the LRM lets it go on. */
    GANG_THAT_GOES_ON(2, " gang=2 node-loss=continue", " in a gang that goes on");

    final int nodes;

    /** In the LRM's native specification. */
    final String specification;

    final String words;

    Company(int nodes, String specification, String words) {
        this.nodes = nodes;
        this.specification = specification;
        this.words = words;
    }
}
