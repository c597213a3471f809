package org.vmpilot.vmm;

/** What came of asking a guest to shut down. None of them says that it is gone: look. */
public enum ShutdownOutcome {
    /** It was asked and took notice; whether it obeys shows later. */
    ASKED,
    /** It did not take notice within the time. */
    NO_ANSWER,
    /** No domain with this UUID lives. */
    NOT_THERE
}
