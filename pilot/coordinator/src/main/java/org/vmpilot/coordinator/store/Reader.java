package org.vmpilot.coordinator.store;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** A way to the database for reading. */
interface Reader {
    <T> T read(Function<Handle, T> question);
}
