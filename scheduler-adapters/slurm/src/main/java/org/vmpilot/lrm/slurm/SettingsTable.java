package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Every key of {@code [lrm.slurm]} with its default: the one place. All faults are reported at once. */
final class SettingsTable {
    private final Map<String, String> left;
    private final List<String> faults = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final SlurmSettings settings;

    SettingsTable(Map<String, String> table) {
        this.left = new TreeMap<>(table);
        this.settings = new SlurmSettings(
                Path.of(path("commands", "/usr/bin", "/")),
                optional(path("conf", "none", "none|/")).map(Path::of),
                checked("owner", System.getProperty("user.name"), "an account's name", "[A-Za-z_][A-Za-z0-9_.-]*"),
                choice("operator", SlurmSettings.Operator.SELF),
                choice("accounting", SlurmSettings.Accounting.AUTO),
                duration("settle", "30s"),
                duration("deadline", "30s"));
        left.keySet().forEach(key -> faults.add(key + ": unknown; known are " + String.join(", ", known)));
    }

    List<String> faults() {
        return faults;
    }

    /** What the table says, if there are no faults. */
    SlurmSettings read() {
        return settings;
    }

    private String take(String key, String otherwise) {
        known.add(key);
        String value = left.remove(key);
        return value == null ? otherwise : value;
    }

    private String checked(String key, String otherwise, String what, String pattern) {
        return checked(key, otherwise, what, text -> text.matches(pattern));
    }

    private String checked(String key, String otherwise, String what, Predicate<String> right) {
        String value = take(key, otherwise);
        if (!right.test(value)) {
            faults.add(key + ": '" + value + "' is not " + what);
            return otherwise;
        }
        return value;
    }

    private String path(String key, String otherwise, String begins) {
        return checked(key, otherwise, "an absolute path", "(" + begins + ")[^\\x00-\\x1f]*");
    }

    private static Optional<String> optional(String value) {
        return value.equals("none") ? Optional.empty() : Optional.of(value);
    }

    private <E extends Enum<E>> E choice(String key, E otherwise) {
        String text = take(key, otherwise.name());
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        for (E one : all) {
            if (one.name().equalsIgnoreCase(text)) {
                return one;
            }
        }
        faults.add(key + ": '" + text + "' is none of "
                + Arrays.toString(all).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", ""));
        return otherwise;
    }

    private Duration duration(String key, String otherwise) {
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
