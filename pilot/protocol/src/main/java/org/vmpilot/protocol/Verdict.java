package org.vmpilot.protocol;

/** What a look at a node after a reap says. Unknown is never clean. */
public enum Verdict {
    CLEAN,
    DIRTY,
    UNKNOWN
}
