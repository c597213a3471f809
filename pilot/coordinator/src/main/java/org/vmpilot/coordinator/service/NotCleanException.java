package org.vmpilot.coordinator.service;

/** A node's drain is not lifted: nothing says that the node is clean. */
public final class NotCleanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotCleanException(String message) {
        super(message);
    }
}
