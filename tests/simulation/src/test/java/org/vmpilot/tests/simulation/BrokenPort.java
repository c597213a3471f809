package org.vmpilot.tests.simulation;

/** What a port throws that breaks: no kind that its words know. */
final class BrokenPort extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPort(String words) {
        super(words);
    }
}
