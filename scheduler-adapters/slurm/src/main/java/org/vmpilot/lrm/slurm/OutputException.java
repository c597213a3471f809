package org.vmpilot.lrm.slurm;

/** A command answered something that we do not understand: nothing is concluded from it. */
final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    OutputException(String message) {
        super(message);
    }
}
