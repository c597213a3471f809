package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Reason;
import org.vmpilot.coordinator.lease.ReasonCode;

/** Columns as values. */
final class Columns {
    private Columns() {}

    /** Reads one row. */
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * A mapper for rows of that table: whatever a row says that this version does not understand, the exception names the row.
     *
     * @param key the column that tells rows apart
     */
    static <T> RowMapper<T> rows(String table, String key, Reading<T> reading) {
        return (row, context) -> {
            try {
                return reading.of(row);
            } catch (RuntimeException e) {
                throw new UnreadableRowException(table, row.getString(key), e);
            }
        };
    }

    static String of(Moment moment) {
        return moment.name().toLowerCase(Locale.ROOT) + "_at";
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static <E extends Enum<E>> E word(ResultSet row, String column, Class<E> words) throws SQLException {
        return Enum.valueOf(words, row.getString(column));
    }

    static <E extends Enum<E>> Optional<E> maybe(ResultSet row, String column, Class<E> words) throws SQLException {
        return text(row, column).map(word -> Enum.valueOf(words, word));
    }

    static Reason reason(ResultSet row) throws SQLException {
        return new Reason(maybe(row, "reason_code", ReasonCode.class), row.getString("reason"));
    }
}
