package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** A row to be written: columns and values, put in or put over the row with the same key. */
final class Row {
    private final String table;
    private final List<String> key;
    private final Map<String, Object> values = new LinkedHashMap<>();

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

    void write(Handle handle) {
        String changes = values.keySet().stream()
                .filter(column -> !key.contains(column))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        run(handle, " ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + changes);
    }

    /** Puts it in unless there is one with its key. */
    void writeOnce(Handle handle) {
        run(handle, " ON CONFLICT (" + String.join(", ", key) + ") DO NOTHING");
    }

    private void run(Handle handle, String conflict) {
        String columns = String.join(", ", values.keySet());
        String places = values.keySet().stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        try (Update update =
                handle.createUpdate("INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")" + conflict)) {
            update.bindMap(values).execute();
        }
    }
}
