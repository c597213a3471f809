package org.vmpilot.coordinator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Prepared statements of one connection, kept for the next time: SQLite takes as long to read the text of a row with fifty columns as to write it. One that is
 * in use is nobody else's; for a connection that one thread at a time uses.
 */
final class KeptStatements extends DefaultStatementBuilder {
    /** Texts of ours are fewer: batches of rows share theirs. */
    private static final int MOST = 100;

    private final Map<String, PreparedStatement> free = new LinkedHashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        PreparedStatement kept = free.remove(sql);
        return kept == null ? super.create(connection, sql, context) : kept;
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        boolean keeps = statement instanceof PreparedStatement && free.size() < MOST && !free.containsKey(sql);
        if (!keeps) {
            super.close(connection, sql, statement);
            return;
        }
        PreparedStatement used = (PreparedStatement) statement;
        used.clearBatch();
        used.clearParameters();
        free.put(sql, used);
    }

    /** The driver ends what is left with the connection. */
    @Override
    public void close(Connection connection) {
        free.clear();
    }
}
