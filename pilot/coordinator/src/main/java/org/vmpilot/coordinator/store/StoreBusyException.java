package org.vmpilot.coordinator.store;

/** All connections for readers are in use. Nothing was read; it may be asked again. */
public final class StoreBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreBusyException() {
        super("the store is busy with other readers");
    }
}
