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
import org.vmpilot.protocol.view.AuditView;

/** Tokens, and the audit. */
final class AccessRows {
    /** Refusals that are kept: who is refused must not fill the disk. */
    private static final int MOST_REFUSALS = 100_000;

    private static final int AT_ONCE = 1000;

    private AccessRows() {}

    static void write(Handle handle, AccessToken token) {
        new Row("tokens", "token")
                .put("token", token.id())
                .put("name", token.name())
                .put("hash", token.hash())
                .put("role", token.role())
                .put("project", token.project())
                .put("created_at", token.createdAt())
                .put("created_by", token.createdBy())
                .put("expires_at", token.expiresAt())
                .put("revoked_at", token.revoked().map(AccessToken.Revoked::at))
                .put("revoked_by", token.revoked().map(AccessToken.Revoked::by))
                .write(handle);
    }

    static List<AccessToken> tokens(Handle handle) {
        try (var query = handle.createQuery("SELECT * FROM tokens ORDER BY created_at, token")) {
            return query.map(Columns.rows("tokens", "token", AccessRows::token)).list();
        }
    }

    private static AccessToken token(ResultSet row) throws SQLException {
        Optional<Instant> at = Columns.instant(row, "revoked_at");
        String by = row.getString("revoked_by");
        return new AccessToken(
                row.getString("token"),
                row.getString("name"),
                row.getString("hash"),
                row.getString("role"),
                row.getString("project"),
                Columns.instant(row, "created_at").orElseThrow(),
                row.getString("created_by"),
                Columns.instant(row, "expires_at"),
                at.map(when -> new AccessToken.Revoked(when, by)));
    }

    static List<AuditView> audit(Handle handle, AuditWanted wanted) {
        List<String> conditions = new ArrayList<>(List.of("sequence < :before"));
        Map<String, Object> values = new HashMap<>();
        values.put("before", wanted.before().orElse(Long.MAX_VALUE));
        wanted.since().ifPresent(since -> {
            conditions.add("at >= :since");
            values.put("since", since.toEpochMilli());
        });
        equal("who", wanted.who(), conditions, values);
        equal("action", wanted.action(), conditions, values);
        equal("target", wanted.target(), conditions, values);
        String sql =
                "SELECT * FROM audit WHERE " + String.join(" AND ", conditions) + " ORDER BY sequence DESC LIMIT :most";
        try (var query = handle.createQuery(sql)) {
            return query.bindMap(values)
                    .bind("most", wanted.most())
                    .map((row, context) -> view(row))
                    .list();
        }
    }

    private static void equal(
            String column, Optional<String> wanted, List<String> conditions, Map<String, Object> values) {
        wanted.ifPresent(text -> {
            conditions.add(column + " = :" + column);
            values.put(column, text);
        });
    }

    private static AuditView view(ResultSet row) throws SQLException {
        return new AuditView(
                row.getLong("sequence"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("who"),
                row.getString("address"),
                row.getString("action"),
                row.getString("target"),
                row.getInt("status"),
                row.getString("code"),
                row.getString("words"));
    }

    /**
     * Forgets entries that are older, and refusals beyond their number; the newest entry stays: sequences are never used again.
     *
     * @return whether there may be more
     */
    static boolean forget(Handle handle, Instant before) {
        int old = handle.execute(
                "DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < ?"
                        + " AND sequence < (SELECT max(sequence) FROM audit) ORDER BY sequence LIMIT " + AT_ONCE + ")",
                before.toEpochMilli());
        int refused =
                handle.execute("DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE status >= 400"
                        + " AND sequence <= (SELECT sequence FROM audit WHERE status >= 400 ORDER BY sequence DESC LIMIT 1 OFFSET "
                        + MOST_REFUSALS + ") ORDER BY sequence LIMIT " + AT_ONCE + ")");
        return old == AT_ONCE || refused == AT_ONCE;
    }
}
