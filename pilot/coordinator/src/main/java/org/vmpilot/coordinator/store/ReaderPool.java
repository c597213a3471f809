package org.vmpilot.coordinator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A few connections for whoever reads beside the loop. Who does not get one soon is told so: it asks again. */
final class ReaderPool implements Reader, AutoCloseable {
    /** As many as there are threads that answer calls, and one for the events. */
    private static final int CONNECTIONS = 8;

    private static final int PATIENCE_SECONDS = 2;

    private final BlockingQueue<Handle> free = new ArrayBlockingQueue<>(CONNECTIONS);
    private final List<Handle> all = new ArrayList<>();

    ReaderPool(Jdbi source) {
        for (int i = 0; i < CONNECTIONS; i++) {
            Handle handle = source.open();
            handle.execute("PRAGMA query_only = 1");
            all.add(handle);
        }
        free.addAll(all);
    }

    @Override
    public <T> T read(Function<Handle, T> question) {
        Handle handle;
        try {
            handle = free.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreBusyException();
        }
        if (handle == null) {
            throw new StoreBusyException();
        }
        try {
            return question.apply(handle);
        } finally {
            free.add(handle);
        }
    }

    @Override
    public void close() {
        all.forEach(Handle::close);
    }
}
