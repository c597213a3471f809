package org.vmpilot.coordinator.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * Writes the audit by one statement that is kept: it stands beside every change, and what Jdbi makes of one costs as much as the rows of a
 * lease. For the thread that writes.
 */
final class AuditRows {
    private static final String ADD =
            "INSERT INTO audit (sequence, at, who, address, action, target, status, code, words)"
                    + " VALUES ((SELECT coalesce(max(sequence), 0) + 1 FROM audit), ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Handle writer;
    private PreparedStatement kept;

    AuditRows(Handle writer) {
        this.writer = writer;
    }

    void add(AuditEntry entry) {
        try {
            if (kept == null) {
                kept = writer.getConnection().prepareStatement(ADD);
            }
            kept.setLong(1, entry.at().toEpochMilli());
            kept.setString(2, entry.who());
            kept.setString(3, entry.address());
            kept.setString(4, entry.action());
            kept.setString(5, entry.target());
            kept.setInt(6, entry.status());
            kept.setString(7, entry.code());
            kept.setString(8, entry.words());
            kept.executeUpdate();
        } catch (SQLException e) {
            throw new TransactionException("the audit could not be written", e);
        }
    }
}
