package org.vmpilot.coordinator.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Freeze;

/** Kill-all's freeze: one row, or none. */
final class FreezeRow {
    private FreezeRow() {}

    static Optional<Freeze> read(Handle handle) {
        try (var query = handle.createQuery("SELECT * FROM freeze")) {
            return query.map((row, context) -> new Freeze(
                            Columns.instant(row, "since").orElseThrow(), row.getString("who"), row.getString("why")))
                    .findFirst();
        }
    }

    static void write(Handle handle, Optional<Freeze> freeze) {
        handle.execute("DELETE FROM freeze");
        freeze.ifPresent(mark -> new Row("freeze", "id")
                .put("id", 1)
                .put("since", mark.since())
                .put("who", mark.who())
                .put("why", mark.why())
                .write(handle));
    }
}
