package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Forgets leases that ended long ago, with everything that is theirs, a few at a time: no commit takes long. */
final class Forgetting {
    private static final int AT_ONCE = 50;

    /** Never one that says why a node is not known to be clean, unless a person has looked since: that is of today. */
    private static final String OLD = """
            SELECT token FROM leases
            WHERE settled = 1 AND ended_at < :before
            AND token NOT IN (
                SELECT c.lease FROM certificates c LEFT JOIN looks k ON k.node = c.node
                WHERE c.newest = 1 AND c.verdict <> 'CLEAN' AND (k.looked_at IS NULL OR k.looked_at < c.received_at))
            AND token NOT IN (
                SELECT s.lease FROM slots s JOIN claims c ON c.slot = s.slot LEFT JOIN looks k ON k.node = c.node
                WHERE s.state = 'LOST' AND (k.looked_at IS NULL OR k.looked_at < s.ended_at))
            ORDER BY ended_at LIMIT :most""";

    /** What hangs on others goes first. The newest event stays: sequences are never used again. */
    static final List<String> STEPS = List.of(
            "DELETE FROM reports WHERE slot IN (SELECT slot FROM slots WHERE lease = ?)",
            "DELETE FROM guests WHERE slot IN (SELECT slot FROM slots WHERE lease = ?)",
            "DELETE FROM claims WHERE slot IN (SELECT slot FROM slots WHERE lease = ?)",
            "DELETE FROM certificates WHERE lease = ?",
            "UPDATE history SET gone = g.last FROM (SELECT max(sequence) AS last FROM events WHERE lease = ?"
                    + " AND sequence < (SELECT max(sequence) FROM events)) g WHERE g.last > history.gone",
            "DELETE FROM events WHERE lease = ? AND sequence < (SELECT max(sequence) FROM events)",
            "DELETE FROM idempotency_keys WHERE lease = ?",
            "DELETE FROM labels WHERE lease = ?",
            "DELETE FROM slots WHERE lease = ?",
            "DELETE FROM leases WHERE token = ?");

    private Forgetting() {}

    /** @return whether there may be more */
    static boolean run(Handle handle, Instant before) {
        List<String> old;
        try (var query = handle.createQuery(OLD)) {
            old = query.bind("before", before.toEpochMilli())
                    .bind("most", AT_ONCE)
                    .mapTo(String.class)
                    .list();
        }
        for (String lease : old) {
            STEPS.forEach(step -> handle.execute(step, lease));
        }
        return old.size() == AT_ONCE;
    }
}
