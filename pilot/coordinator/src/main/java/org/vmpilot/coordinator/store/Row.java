package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** A row to be written: columns and values, put in or put over the row with the same key. */
final class Row {
    private final String table;
    private final List<String> key;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> fixed = new HashSet<>();

    Row(String table, String... key) {
        this.table = table;
        this.key = List.of(key);
    }

    Row put(String column, Object value) {
        if (value instanceof Enum<?> word) {
            values.put(column, word.name());
        } else if (value instanceof Instant at) {
            values.put(column, at.toEpochMilli());
        } else if (value instanceof Boolean flag) {
            values.put(column, flag ? 1 : 0);
        } else if (value instanceof Optional<?> maybe) {
            put(column, maybe.orElse(null));
        } else {
            values.put(column, value);
        }
        return this;
    }

    /** What never changes: of a row that is there it is not written again, and no index over it is touched. */
    Row fix(String column, Object value) {
        fixed.add(column);
        return put(column, value);
    }

    void write(Handle handle) {
        writeAll(handle, List.of(this));
    }

    /** Puts it in unless there is one with its key. */
    void writeOnce(Handle handle) {
        run(handle, sql(" ON CONFLICT (" + String.join(", ", key) + ") DO NOTHING"), List.of(this));
    }

    /** Writes rows of one table with the same columns, as one batch: a lease may have thousands. */
    static void writeAll(Handle handle, List<Row> rows) {
        if (!rows.isEmpty()) {
            run(handle, rows.get(0).upsert(), rows);
        }
    }

    private String upsert() {
        String changes = values.keySet().stream()
                .filter(column -> !key.contains(column) && !fixed.contains(column))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        return sql(" ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + changes);
    }

    private String sql(String conflict) {
        String columns = String.join(", ", values.keySet());
        String places = values.keySet().stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        return "INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")" + conflict;
    }

    private static void run(Handle handle, String sql, List<Row> rows) {
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            rows.forEach(row -> batch.bindMap(row.values).add());
            batch.execute();
        }
    }
}
