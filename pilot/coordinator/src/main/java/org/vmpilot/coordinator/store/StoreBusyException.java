package org.vmpilot.coordinator.store;

import java.util.concurrent.RejectedExecutionException;

/** All connections for readers are in use. Nothing was read; it may be asked again. */
public final class StoreBusyException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    StoreBusyException() {
        super("the store is busy with other readers");
    }
}
