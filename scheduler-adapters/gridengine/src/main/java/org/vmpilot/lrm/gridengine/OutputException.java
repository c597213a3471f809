package org.vmpilot.lrm.gridengine;

/** A command of Grid Engine answered something that we do not understand. */
final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    OutputException(String message) {
        super(message);
    }
}
