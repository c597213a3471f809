package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Drain;

/** Drains, and people's own looks. */
final class DrainRows {
    private DrainRows() {}

    static List<Drain> read(Handle handle) {
        try (var query = handle.createQuery("SELECT * FROM drains ORDER BY node")) {
            return query.map(Columns.rows("drains", "node", DrainRows::drain)).list();
        }
    }

    private static Drain drain(ResultSet row) throws SQLException {
        Optional<String> words = Columns.text(row, "failure");
        Optional<Drain.Failure> failure = words.isPresent()
                ? Optional.of(
                        new Drain.Failure(Columns.instant(row, "failed_at").orElseThrow(), words.get()))
                : Optional.empty();
        return new Drain(
                row.getString("node"),
                Columns.word(row, "step", Drain.Step.class),
                row.getString("reason"),
                Columns.instant(row, "since").orElseThrow(),
                failure,
                Columns.word(row, "cause", Drain.Cause.class));
    }

    static void write(Handle handle, Change.OfNode change) {
        change.look()
                .ifPresent(look -> new Row("looks", "node")
                        .put("node", change.node())
                        .put("looked_at", look.at())
                        .put("who", look.who())
                        .put("words", look.words())
                        .write(handle));
        if (change.drain().isEmpty()) {
            handle.execute("DELETE FROM drains WHERE node = ?", change.node());
            return;
        }
        Drain drain = change.drain().get();
        new Row("drains", "node")
                .put("node", drain.node())
                .put("step", drain.step())
                .put("reason", drain.reason())
                .put("since", drain.since())
                .put("failure", drain.failure().map(Drain.Failure::words))
                .put("failed_at", drain.failure().map(Drain.Failure::since))
                .put("cause", drain.cause())
                .write(handle);
    }
}
