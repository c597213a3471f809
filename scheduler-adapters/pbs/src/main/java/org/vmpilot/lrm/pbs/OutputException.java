package org.vmpilot.lrm.pbs;

/** What a program printed is not what it should be: nothing can be concluded from it. */
final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    OutputException(String message) {
        super(message);
    }
}
