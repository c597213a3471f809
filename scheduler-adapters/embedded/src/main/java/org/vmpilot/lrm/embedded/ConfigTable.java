package org.vmpilot.lrm.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** One table of the file, read key by key; what is wrong is added to the errors, and the default is taken so that reading goes on. */
final class ConfigTable {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._=:-]{0,63}");

    private final TomlTable table;
    private final String place;
    private final ConfigErrors errors;

    ConfigTable(TomlTable table, String place, ConfigErrors errors) {
        this.table = table;
        this.place = place;
        this.errors = errors;
    }

    /** Refuses every key that is not in the list. */
    ConfigTable only(List<String> known) {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                error(key, "unknown key" + Suggestion.among(key, known));
            }
        }
        return this;
    }

    <T> T get(ConfigKey key, Function<Object, Optional<T>> kind, String right, T standard) {
        Object value = table.get(List.of(key.key));
        if (value == null) {
            if (key.standard.isEmpty()) {
                error(key.key, "must be given: " + right);
            }
            return standard;
        }
        Optional<T> read = kind.apply(value);
        if (read.isEmpty()) {
            String written = value instanceof TomlArray array ? array.toJson() : "'" + value + "'";
            error(key.key, "is " + written + "; it must be " + right);
        }
        return read.orElse(standard);
    }

    String path(ConfigKey key, String standard) {
        return get(key, ConfigTable::absolutePath, "an absolute path", standard);
    }

    String name(ConfigKey key) {
        return get(key, ConfigTable::asName, "1 to 64 letters, digits and . _ - = :", "?");
    }

    List<String> names(ConfigKey key, List<String> standard) {
        return get(key, value -> texts(value, NAME), "a list of names (letters, digits and . _ - = :)", standard);
    }

    List<String> command(ConfigKey key, List<String> standard) {
        return get(
                key,
                value -> texts(value, Pattern.compile("[^\\x00]*"))
                        .filter(words -> words.isEmpty() || words.get(0).startsWith("/")),
                "a list of texts that begins with a program's absolute path, or an empty list",
                standard);
    }

    Duration duration(ConfigKey key, Duration standard) {
        return get(key, ConfigTable::asDuration, "a time like \"500ms\", \"10s\", \"5m\", \"2h\" or \"7d\"", standard);
    }

    long number(ConfigKey key, long least, long most, long standard) {
        return get(
                key,
                value -> value instanceof Long number && number >= least && number <= most
                        ? Optional.of(number)
                        : Optional.empty(),
                "a whole number from " + least + " to " + most,
                standard);
    }

    void error(String key, String words) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        errors.add(position == null ? 0 : position.line(), place + key + ": " + words);
    }

    private static Optional<String> absolutePath(Object value) {
        return value instanceof String text && text.startsWith("/") && text.indexOf('\0') < 0
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<String> asName(Object value) {
        return value instanceof String text && NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    static Optional<Duration> asDuration(Object value) {
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static Optional<List<String>> texts(Object value, Pattern form) {
        if (!(value instanceof TomlArray array)) {
            return Optional.empty();
        }
        boolean right = array.toList().stream()
                .allMatch(
                        one -> one instanceof String text && form.matcher(text).matches());
        return right ? Optional.of(array.toList().stream().map(String::valueOf).toList()) : Optional.empty();
    }
}
