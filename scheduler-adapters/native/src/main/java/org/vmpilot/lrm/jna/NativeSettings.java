package org.vmpilot.lrm.jna;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vmpilot.lrm.ProviderTable;

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
    /** What a dialect has no say in. */
    private static final Set<String> OWN =
            Set.of("library", "preload", "environment", "java", "dialect", "native_specification");

    private static final Set<String> SHARED = Set.of("settle", "deadline");

    static NativeSettings of(Map<String, String> table) {
        Map<String, String> own = new TreeMap<>(table);
        own.keySet().removeIf(key -> !OWN.contains(key) && !SHARED.contains(key));
        Map<String, String> rest = new TreeMap<>(table);
        rest.keySet().removeAll(OWN);
        return read(new ProviderTable(own), rest);
    }

    private static NativeSettings read(ProviderTable table, Map<String, String> rest) {
        List<String> faults = new ArrayList<>();
        String library = table.checked(
                "library", "", "the absolute path of a libdrmaa.so", text -> text.matches("/[^\\x00-\\x1f]*"));
        String preload = table.take("preload", "none");
        Map<String, String> environment = environment(table.take("environment", ""), faults);
        Path java = table.path("java", System.getProperty("java.home") + "/bin/java");
        String dialect = table.take("dialect", "none");
        SpecificationPattern pattern = specification(table.take("native_specification", ""), dialect, faults);
        Duration settle = table.duration("settle", "60s");
        Duration deadline = table.duration("deadline", "30s");
        faults.addAll(table.faults());
        return new NativeSettings(
                library,
                preload.equals("none") ? Optional.empty() : Optional.of(preload),
                environment,
                java,
                dialect,
                pattern,
                settle,
                deadline,
                Map.copyOf(rest),
                List.copyOf(faults));
    }

    private static Map<String, String> environment(String text, List<String> faults) {
        Map<String, String> environment = new TreeMap<>();
        for (String word : text.strip().split("\\s+", -1)) {
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
}
