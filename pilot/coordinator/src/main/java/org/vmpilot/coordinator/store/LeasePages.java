package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Reason;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.lease.Terms;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/** Leases as lists show them, a page at a time: what is not shown is not read. */
public final class LeasePages {
    private LeasePages() {}

    /**
     * Which leases; see {@code LeaseQuery} of the service.
     *
     * @param state empty: all that have not ended, or all if {@code ended}
     * @param after newer than what is wanted; empty: from the newest
     * @param most leases at most
     */
    public record Wanted(
            boolean ended,
            Optional<LeaseState> state,
            Optional<String> name,
            Optional<String> node,
            Optional<Instant> since,
            Optional<String> key,
            Map<String, String> labels,
            Optional<Place> after,
            int most,
            Optional<String> owner,
            Optional<String> project) {}

    /** A lease's place in the list: by age, and of one age by name. */
    public record Place(Instant createdAt, LeaseToken token) {
        /** @throws IllegalArgumentException if it is none */
        public static Place parse(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("not a place in the list of leases: '" + text + "'");
            }
            return new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), new LeaseToken(parts[1]));
        }

        public String text() {
            return createdAt.toEpochMilli() + " " + token;
        }
    }

    /**
     * A lease without its slots.
     *
     * @param verdict the worst of the nodes that it held
     */
    public record Row(
            LeaseToken token,
            LeaseState state,
            int attempt,
            Instant createdAt,
            Optional<Instant> goAt,
            Optional<Instant> endedAt,
            Optional<Notice> notice,
            Verdict verdict,
            Reason because,
            Optional<Result> result,
            Optional<String> key,
            LeaseRequest request,
            Owner owner,
            Terms terms) {
        public Place place() {
            return new Place(createdAt, token);
        }
    }

    static List<Row> read(Handle handle, Wanted wanted) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        conditions(wanted, conditions, values);
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String sql = "SELECT l.*, " + VERDICT + " AS verdict, " + KEY + " AS made_by FROM leases l" + where
                + " ORDER BY l.created_at DESC, l.token LIMIT :most";
        try (var query = handle.createQuery(sql)) {
            return query.bindMap(values)
                    .bind("most", wanted.most())
                    .map((row, context) -> row(row))
                    .list();
        }
    }

    private static void conditions(Wanted wanted, List<String> conditions, Map<String, Object> values) {
        // Open leases are few and found by their state, all others by whose they are: SQLite is kept from the other
        // index.
        boolean few = wanted.state().map(state -> state != LeaseState.ENDED).orElse(!wanted.ended());
        boolean whose = wanted.owner().isPresent() || wanted.project().isPresent();
        if (wanted.state().isPresent()) {
            conditions.add((whose && !few ? "l.state || ''" : "l.state") + " = :state");
            values.put("state", wanted.state().get().name());
        } else if (!wanted.ended() && wanted.key().isEmpty()) {
            conditions.add("l.settled = 0 AND l.state <> 'ENDED'");
        }
        wanted.owner().ifPresent(owner -> {
            conditions.add((few ? "l.owner || ''" : "l.owner") + " = :owner");
            values.put("owner", owner);
        });
        wanted.project().ifPresent(project -> {
            conditions.add((few ? "l.project || ''" : "l.project") + " = :project");
            values.put("project", project);
        });
        wanted.name().ifPresent(name -> {
            conditions.add("l.name = :name");
            values.put("name", name);
        });
        wanted.node().ifPresent(node -> {
            conditions.add("l.token IN (SELECT s.lease FROM claims c JOIN slots s ON s.slot = c.slot"
                    + " WHERE c.node = :node)");
            values.put("node", node);
        });
        wanted.since().ifPresent(since -> {
            conditions.add("l.created_at >= :since");
            values.put("since", since.toEpochMilli());
        });
        wanted.key().ifPresent(key -> {
            conditions.add("l.token IN (SELECT k.lease FROM idempotency_keys k WHERE k.idempotency_key = :key)");
            values.put("key", key);
        });
        Labels.conditions(wanted.labels(), "l.token", conditions, values);
        wanted.after().ifPresent(after -> {
            conditions.add("(l.created_at < :created OR l.created_at = :created AND l.token > :token)");
            values.put("created", after.createdAt().toEpochMilli());
            values.put("token", after.token().text());
        });
    }

    /** As {@code LeaseViews} says it: the worst of all nodes that it held, in whatever attempt; none held: clean. */
    private static final String VERDICT = """
            (SELECT max(CASE coalesce(s.verdict, 'UNKNOWN') WHEN 'CLEAN' THEN 0 WHEN 'UNKNOWN' THEN 1 ELSE 2 END)
             FROM slots s JOIN claims c ON c.slot = s.slot WHERE s.lease = l.token)""";

    private static final String KEY =
            "(SELECT k.idempotency_key FROM idempotency_keys k WHERE k.lease = l.token LIMIT 1)";

    private static Row row(ResultSet row) throws SQLException {
        int worst = row.getInt("verdict");
        LeaseRequest request = RequestJson.read(row.getString("request"));
        return new Row(
                new LeaseToken(row.getString("token")),
                Columns.word(row, "state", LeaseState.class),
                row.getInt("attempt"),
                Columns.instant(row, "created_at").orElseThrow(),
                Columns.instant(row, "go_at"),
                Columns.instant(row, "ended_at"),
                Columns.maybe(row, "notice", Notice.class),
                worst == 0 ? Verdict.CLEAN : worst == 1 ? Verdict.UNKNOWN : Verdict.DIRTY,
                Columns.reason(row),
                Columns.maybe(row, "result", Result.class),
                Columns.text(row, "made_by"),
                request,
                new Owner(row.getString("owner"), row.getString("project")),
                TermsColumns.read(row, request));
    }
}
