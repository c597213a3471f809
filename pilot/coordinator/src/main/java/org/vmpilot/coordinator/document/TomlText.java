package org.vmpilot.coordinator.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** TOML 1.0 texts. */
public final class TomlText {
    private TomlText() {}

    /** The text's table. What cannot be read is noted; what could be read is given all the same. */
    public static Value.Table read(String text, List<Fault> faults) {
        try {
            TomlParseResult result = Toml.parse(text, TomlVersion.V1_0_0);
            result.errors()
                    .forEach(error ->
                            faults.add(new Fault("", error.position().line(), "not TOML: " + error.getMessage())));
            return table(result, 0);
        } catch (StackOverflowError e) {
            // The parser recurses: a megabyte of brackets ends here. The stack is whole again once it is unwound.
            faults.add(new Fault("", 0, "not TOML that can be read: nested too deep"));
            return new Value.Table(0, Map.of());
        }
    }

    private static Value.Table table(TomlTable table, int line) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            TomlPosition position = table.inputPositionOf(path);
            values.put(key, value(table.get(path), position == null ? line : position.line()));
        }
        return new Value.Table(line, values);
    }

    private static Value value(Object value, int line) {
        if (value instanceof String text) {
            return new Value.Text(line, text);
        } else if (value instanceof Long number) {
            return new Value.Whole(line, number);
        } else if (value instanceof Boolean flag) {
            return new Value.Flag(line, flag);
        } else if (value instanceof TomlTable table) {
            return table(table, line);
        } else if (value instanceof TomlArray array) {
            return items(array, line);
        }
        return new Value.Other(line, value instanceof Double ? "a fraction" : "a date or time");
    }

    private static Value items(TomlArray array, int line) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            values.add(value(array.get(i), array.inputPositionOf(i).line()));
        }
        return new Value.Items(line, values);
    }
}
