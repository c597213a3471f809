package org.vmpilot.lrm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A provider's table of settings while it is read: each key is taken once, with its default; what is wrong is gathered, so that all
 * faults are reported at once. A value {@code none} is "not set" for keys that may be.
 */
public final class ProviderTable {
    private static final String NONE = "none";

    private final Map<String, String> left;
    private final List<String> faults = new ArrayList<>();
    private final List<String> known = new ArrayList<>();

    public ProviderTable(Map<String, String> table) {
        this.left = new TreeMap<>(table);
    }

    /**
     * @param reader takes every key
     * @throws IllegalArgumentException names every wrong key, one a line
     */
    public static <T> T read(Map<String, String> table, Function<ProviderTable, T> reader) {
        ProviderTable begun = new ProviderTable(table);
        T read = reader.apply(begun);
        if (!begun.faults().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", begun.faults()));
        }
        return read;
    }

    /** What is wrong with the table: {@code key: words}, one text each. */
    public static List<String> check(Map<String, String> table, Consumer<ProviderTable> reader) {
        ProviderTable begun = new ProviderTable(table);
        reader.accept(begun);
        return begun.faults();
    }

    /** What is wrong: {@code key: words}, one text each. To be asked when every key has been taken: the rest is unknown. */
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        left.keySet().forEach(key -> all.add(key + ": unknown; known are " + String.join(", ", known)));
        return all;
    }

    public String take(String key, String otherwise) {
        known.add(key);
        String value = left.remove(key);
        return value == null ? otherwise : value;
    }

    /** @param what words for what would be right */
    public String checked(String key, String otherwise, String what, Predicate<String> right) {
        String value = take(key, otherwise);
        if (!right.test(value)) {
            faults.add(key + ": '" + value + "' is not " + what);
            return otherwise;
        }
        return value;
    }

    public Path path(String key, String otherwise) {
        return Path.of(checked(key, otherwise, "an absolute path", ProviderTable::isPath));
    }

    public Optional<Path> maybePath(String key) {
        return maybe(key, NONE, "an absolute path, or none", text -> text.equals(NONE) || isPath(text))
                .map(Path::of);
    }

    /** @param what words for what would be right */
    public Optional<String> maybe(String key, String otherwise, String what, Predicate<String> right) {
        return orNone(checked(key, otherwise, what, right));
    }

    private static boolean isPath(String text) {
        return text.matches("/[^\\x00-\\x1f]*");
    }

    public String word(String key, String otherwise) {
        return checked(key, otherwise, "a name (letters, digits and _ . -)", ProviderTable::isWord);
    }

    public Optional<String> maybeWord(String key) {
        return orNone(word(key, NONE));
    }

    /** Names separated by commas; {@code none}: no name. */
    public List<String> words(String key) {
        String text = checked(
                key,
                NONE,
                "one name or more (letters, digits and _ . -), separated by commas",
                all -> List.of(all.split(",", -1)).stream().allMatch(ProviderTable::isWord));
        return text.equals(NONE) ? List.of() : List.of(text.split(","));
    }

    private static boolean isWord(String text) {
        return text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    }

    private static Optional<String> orNone(String value) {
        return value.equals(NONE) ? Optional.empty() : Optional.of(value);
    }

    /** A constant of the enum by its name in small letters. */
    public <E extends Enum<E>> E choice(String key, E otherwise) {
        Class<E> type = otherwise.getDeclaringClass();
        String text = take(key, otherwise.name().toLowerCase(Locale.ROOT));
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        faults.add(key + ": '" + text + "' is not one of " + String.join(", ", names));
        return otherwise;
    }

    /** From one second to below one hour. */
    public Duration duration(String key, String otherwise) {
        String text = take(key, otherwise);
        try {
            Duration duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (duration.toSeconds() >= 1 && duration.toHours() < 1) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        faults.add(key + ": '" + text + "' is not a time from 1s to 59m");
        return Duration.parse("PT" + otherwise.toUpperCase(Locale.ROOT));
    }
}
