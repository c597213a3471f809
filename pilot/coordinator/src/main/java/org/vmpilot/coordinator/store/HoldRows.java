package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/** Holds; those that are released stay, so that no number is used again. */
final class HoldRows {
    private HoldRows() {}

    static List<Hold> open(Handle handle) {
        try (var query = handle.createQuery("SELECT * FROM holds WHERE released_at IS NULL ORDER BY number")) {
            return query.map(Columns.rows("holds", "number", HoldRows::hold)).list();
        }
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getLong("number"),
                new Scope(Columns.text(row, "queue"), Columns.text(row, "nodes").map(HoldRows::nodes)),
                row.getString("who"),
                row.getString("why"),
                Columns.instant(row, "since").orElseThrow(),
                Columns.instant(row, "until"));
    }

    private static NodeSet nodes(String text) {
        try {
            return NodeSet.parse(text);
        } catch (NodeSetException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** @param released empty: it holds */
    static void write(Handle handle, Hold hold, Optional<Instant> released) {
        new Row("holds", "number")
                .put("number", hold.number())
                .put("queue", hold.scope().queue())
                .put("nodes", hold.scope().nodes().map(NodeSet::toString))
                .put("who", hold.who())
                .put("why", hold.why())
                .put("since", hold.since())
                .put("until", hold.until())
                .put("released_at", released)
                .write(handle);
    }
}
