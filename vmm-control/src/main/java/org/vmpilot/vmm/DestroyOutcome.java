package org.vmpilot.vmm;

/** What came of a destroy, by the last look. */
public enum DestroyOutcome {
    DESTROYED,
    /** Two looks showed no such domain, and nothing was done. */
    ALREADY_GONE,
    /** The time was over and it is still listed, dying or not. */
    STILL_THERE
}
