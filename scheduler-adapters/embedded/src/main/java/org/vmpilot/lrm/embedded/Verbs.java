package org.vmpilot.lrm.embedded;

/** The embedded LRM's verbs beyond DRMAA. */
final class Verbs {
    static final String SNAPSHOT = "x-snapshot";
    static final String SEARCH = "x-search";
    static final String NODES = "x-nodes";
    static final String DRAIN = "x-drain";
    static final String RESUME = "x-resume";
    static final String LIMITS = "x-limits";

    private Verbs() {}
}
