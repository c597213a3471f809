package org.vmpilot.lrm.gridengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code qconf -s...} prints: a key, blanks and a value on each line (with SGE_SINGLE_LINE; else long lines are folded). */
final class QconfText {
    /** In a queue's value: what holds on one host or host group in the place of what stands before. */
    private static final Pattern OF_HOST = Pattern.compile(",?\\s*\\[[^=\\]]*=([^\\]]*)\\]");

    private static final Pattern HEAD = Pattern.compile("#(\\S+):");
    private static final Pattern TIME = Pattern.compile("(?:(?:(\\d{1,9}):)?(\\d{1,9}):)?(\\d{1,9})");

    private QconfText() {}

    static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> put(values, line));
        return values;
    }

    private static void put(Map<String, String> values, String line) {
        String[] words = line.strip().split("\\s+", 2);
        if (words.length == 2 && !words[0].startsWith("#")) {
            values.put(words[0], words[1]);
        }
    }

    /** {@code qconf -sconf global,HOST...}: each configuration behind a line {@code #NAME:}. */
    static Map<String, Map<String, String>> configurations(String text) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        Map<String, String> current = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line.strip());
            if (head.matches()) {
                current = all.computeIfAbsent(head.group(1), unused -> new LinkedHashMap<>());
            }
            put(current, line);
        }
        return all;
    }

    /** A queue's value and what it is on single hosts: {@code 00:01:00,[node07=00:00:10]} is two. */
    static List<String> variants(String value) {
        List<String> variants = new ArrayList<>();
        variants.add(OF_HOST.matcher(value).replaceAll("").strip());
        OF_HOST.matcher(value)
                .results()
                .forEach(found -> variants.add(found.group(1).strip()));
        return variants;
    }

    static boolean isNone(String value) {
        return value.isEmpty() || value.equalsIgnoreCase("none");
    }

    /** @return empty: INFINITY, or no time */
    static Optional<Duration> time(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(number(time.group(1)))
                .plusMinutes(number(time.group(2)))
                .plusSeconds(number(time.group(3))));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
