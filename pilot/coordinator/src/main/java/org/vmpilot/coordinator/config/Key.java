package org.vmpilot.coordinator.config;

import java.util.Optional;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.coordinator.document.WrongValueException;

/**
 * One key of {@code vmpilot.toml}.
 *
 * @param table its table, empty for the top; {@code queue} and {@code node} are lists of tables
 * @param standard its default as it would be written: a text or a whole number; empty: it has none
 */
record Key<T>(String table, String name, Kind<T> kind, Optional<Object> standard) {
    static <T> Key<T> with(String table, String name, Kind<T> kind, Object standard) {
        return new Key<>(table, name, kind, Optional.of(standard));
    }

    static <T> Key<T> without(String table, String name, Kind<T> kind) {
        return new Key<>(table, name, kind, Optional.empty());
    }

    T read(Fields fields) {
        return fields.get(name, kind, standardValue());
    }

    Optional<T> readOptional(Fields fields) {
        return fields.optional(name, kind);
    }

    T standardValue() {
        Object written = standard.orElseThrow(() -> new IllegalStateException(name + " has no default"));
        try {
            return kind.read(
                    written instanceof Integer number
                            ? new Value.Whole(0, number)
                            : new Value.Text(0, (String) written));
        } catch (WrongValueException e) {
            throw new IllegalStateException("the default of " + name + " " + e.getMessage(), e);
        }
    }

    /** The default as TOML; empty if there is none. */
    Optional<String> standardText() {
        return standard.map(value -> value instanceof Integer ? value.toString() : "\"" + value + "\"");
    }
}
