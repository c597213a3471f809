package org.vmpilot.lrm.gridengine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Every key of {@code [lrm.grid-engine]} with its default: the one place. All faults are reported at once. */
final class SettingsTable {
    private static final String WORD = "[A-Za-z_][A-Za-z0-9_.-]*";

    private final Map<String, String> left;
    private final List<String> faults = new ArrayList<>();
    private final List<String> known = new ArrayList<>();

    private final GridEngineSettings settings;

    SettingsTable(Map<String, String> table) {
        this.left = new TreeMap<>(table);
        this.settings = readAll();
        left.keySet().forEach(key -> faults.add(key + ": unknown; known are " + String.join(", ", known)));
    }

    List<String> faults() {
        return faults;
    }

    /** What the table says, if there are no faults. */
    GridEngineSettings read() {
        return settings;
    }

    private GridEngineSettings readAll() {
        return new GridEngineSettings(
                path("sge_root", "/var/lib/gridengine"),
                word("sge_cell", "default"),
                path("commands", "/usr/bin"),
                word("owner", System.getProperty("user.name")),
                account(take("account", "project")),
                word("exclusive_complex", "exclusive"),
                optional(word("memory_complex", "none")),
                duration("settle", "60s"),
                duration("deadline", "30s"),
                worker());
    }

    private GridEngineSettings.Worker worker() {
        return new GridEngineSettings.Worker(
                path("java", System.getProperty("java.home") + "/bin/java"),
                path("drmaa_jar", "/usr/share/java/drmaa.jar"),
                path("drmaa_library", "/usr/lib/gridengine-drmaa/lib"),
                optional(checked("preload", "libjemalloc.so.2", "a library, or none", text -> !text.isBlank())));
    }

    private String take(String key, String otherwise) {
        known.add(key);
        String value = left.remove(key);
        return value == null ? otherwise : value;
    }

    private String checked(String key, String otherwise, String what, Predicate<String> right) {
        String value = take(key, otherwise);
        if (!right.test(value)) {
            faults.add(key + ": '" + value + "' is not " + what);
            return otherwise;
        }
        return value;
    }

    private Path path(String key, String otherwise) {
        return Path.of(checked(key, otherwise, "an absolute path", text -> text.matches("/[^\\x00-\\x1f]*")));
    }

    private String word(String key, String otherwise) {
        return checked(key, otherwise, "a name (letters, digits and _ . -)", text -> text.matches(WORD));
    }

    private static Optional<String> optional(String value) {
        return value.equals("none") ? Optional.empty() : Optional.of(value);
    }

    private GridEngineSettings.Account account(String text) {
        try {
            return GridEngineSettings.Account.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            faults.add("account: '" + text + "' is neither project nor accounting");
            return GridEngineSettings.Account.PROJECT;
        }
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
