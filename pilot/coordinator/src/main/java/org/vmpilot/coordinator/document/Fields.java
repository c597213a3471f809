package org.vmpilot.coordinator.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one table, key by key, and notes every fault in a list that is shared with the tables around it. A key that nobody
 * asked for is unknown: {@link #finish} says so.
 *
 * <p>A value that is missing or wrong is noted once, and a stand-in is given back so that the reading goes on; what was built
 * of stand-ins must be thrown away when there are faults.
 */
public final class Fields {
    private final Value.Table table;
    private final String path;
    private final List<Fault> faults;
    private final Set<String> known = new TreeSet<>();

    private Fields(Value.Table table, String path, List<Fault> faults) {
        this.table = table;
        this.path = path;
        this.faults = faults;
    }

    public static Fields of(Value.Table table, List<Fault> faults) {
        return new Fields(table, "", faults);
    }

    public boolean has(String key) {
        return table.values().containsKey(key);
    }

    public <T> Optional<T> optional(String key, Kind<T> kind) {
        known.add(key);
        Value value = table.values().get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(kind.read(value));
        } catch (WrongValueException e) {
            faults.add(new Fault(path + key, value.line(), e.getMessage()));
            return Optional.empty();
        }
    }

    public <T> T get(String key, Kind<T> kind, T otherwise) {
        return optional(key, kind).orElse(otherwise);
    }

    /**
     * @param standIn what to go on with when the key is missing or wrong
     */
    public <T> T required(String key, Kind<T> kind, T standIn) {
        if (!has(key)) {
            known.add(key);
            faults.add(new Fault(path + key, table.line(), "is missing"));
            return standIn;
        }
        return get(key, kind, standIn);
    }

    /** The table under this key; an empty one if there is none. */
    public Fields table(String key) {
        known.add(key);
        Value value = table.values().get(key);
        if (value instanceof Value.Table inner) {
            return new Fields(inner, path + key + ".", faults);
        }
        if (value != null) {
            faults.add(new Fault(path + key, value.line(), "must be a table, not " + value.kindName()));
        }
        return new Fields(new Value.Table(0, Map.of()), path + key + ".", faults);
    }

    /** The tables of the list under this key; none if there is no such key. */
    public List<Fields> tables(String key) {
        known.add(key);
        Value value = table.values().get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Value.Items items)) {
            String words = "must be a list of tables ([[" + path.replaceAll("\\[\\d+]", "") + key + "]] in TOML), not ";
            faults.add(new Fault(path + key, value.line(), words + value.kindName()));
            return List.of();
        }
        List<Fields> tables = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
            String place = path + key + "[" + i + "]";
            Value item = items.values().get(i);
            if (item instanceof Value.Table inner) {
                tables.add(new Fields(inner, place + ".", faults));
            } else {
                faults.add(new Fault(place, item.line(), "must be a table, not " + item.kindName()));
            }
        }
        return tables;
    }

    /** The tables of the list under this key, at least one. */
    public List<Fields> requiredTables(String key) {
        Value value = table.values().get(key);
        if (value == null) {
            fault(key, "is missing: at least one is needed");
        } else if (value instanceof Value.Items items && items.values().isEmpty()) {
            fault(key, "is empty: at least one is needed");
        }
        return tables(key);
    }

    /** Whether a table stands under this key. */
    public boolean isTable(String key) {
        return table.values().get(key) instanceof Value.Table;
    }

    /** Keys as written, for a table whose keys are somebody else's. */
    public Set<String> keys() {
        return table.values().keySet();
    }

    /** Notes a fault at this key's line, or at the table's if the key is not there. */
    public void fault(String key, String words) {
        Value value = table.values().get(key);
        faults.add(new Fault(path + key, value == null ? table.line() : value.line(), words));
    }

    /** Notes every key that was not asked for. */
    public void finish() {
        for (String key : table.values().keySet()) {
            if (!known.contains(key)) {
                String hint = Suggestion.of(key, known)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("; known here: " + String.join(", ", known));
                fault(key, "is not a known key" + hint);
            }
        }
    }
}
