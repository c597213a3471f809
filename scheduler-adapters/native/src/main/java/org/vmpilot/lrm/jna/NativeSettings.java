package org.vmpilot.lrm.jna;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys of {@code [lrm.native]} that are this adapter's own; the others are its dialect's.
 *
 * @param library absolute path of libdrmaa.so
 * @param preload what LD_PRELOAD names, for a library that a JVM cannot load later; empty: nothing
 * @param environment what the library reads when it is loaded
 * @param java the worker's JVM
 * @param dialect the LRM whose commands say what the library does not
 * @param specification how a request is written where there is no dialect: see {@link SpecificationPattern}
 * @param settle see {@link org.vmpilot.lrm.Lrm#settleTime}; likewise the dialect's
 * @param deadline of each call; likewise the dialect's
 * @param rest the dialect's own keys
 */
record NativeSettings(
        String library,
        Optional<String> preload,
        Map<String, String> environment,
        Path java,
        String dialect,
        SpecificationPattern specification,
        Duration settle,
        Duration deadline,
        Map<String, String> rest,
        List<String> faults) {
    private static final String SETTLE = "60s";
    private static final String DEADLINE = "30s";

    static NativeSettings of(Map<String, String> table) {
        Map<String, String> left = new TreeMap<>(table);
        List<String> faults = new ArrayList<>();
        String library = taken(left, "library", "");
        if (!library.matches("/[^\\x00-\\x1f]*")) {
            faults.add("library: '" + library + "' is not the absolute path of a libdrmaa.so");
        }
        String preload = taken(left, "preload", "none");
        Map<String, String> environment = environment(taken(left, "environment", ""), faults);
        String java = taken(left, "java", System.getProperty("java.home") + "/bin/java");
        if (!java.startsWith("/")) {
            faults.add("java: '" + java + "' is not an absolute path");
        }
        String dialect = taken(left, "dialect", "none");
        SpecificationPattern specification = specification(taken(left, "native_specification", ""), dialect, faults);
        Duration settle = duration("settle", left.getOrDefault("settle", SETTLE), SETTLE, faults);
        Duration deadline = duration("deadline", left.getOrDefault("deadline", DEADLINE), DEADLINE, faults);
        return new NativeSettings(
                library,
                preload.equals("none") ? Optional.empty() : Optional.of(preload),
                environment,
                Path.of(java),
                dialect,
                specification,
                settle,
                deadline,
                Map.copyOf(left),
                List.copyOf(faults));
    }

    private static String taken(Map<String, String> left, String key, String otherwise) {
        String value = left.remove(key);
        return value == null ? otherwise : value;
    }

    private static Map<String, String> environment(String text, List<String> faults) {
        Map<String, String> environment = new TreeMap<>();
        for (String word : text.strip().split("\\s+")) {
            String[] parts = word.split("=", 2);
            if (parts.length == 2 && parts[0].matches("[A-Za-z_][A-Za-z0-9_]*")) {
                environment.put(parts[0], parts[1]);
            } else if (!word.isEmpty()) {
                faults.add("environment: '" + word + "' is not NAME=VALUE (several are separated by blanks)");
            }
        }
        return environment;
    }

    private static SpecificationPattern specification(String text, String dialect, List<String> faults) {
        if (!text.isEmpty() && !dialect.equals("none")) {
            faults.add(
                    "native_specification: the dialect " + dialect + " writes it; only without a dialect it is yours");
        }
        try {
            return SpecificationPattern.of(text);
        } catch (IllegalArgumentException e) {
            faults.add("native_specification: " + e.getMessage());
            return SpecificationPattern.of("");
        }
    }

    private static Duration duration(String key, String text, String otherwise, List<String> faults) {
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
