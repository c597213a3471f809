package org.vmpilot.lrm.gridengine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A value like that of {@code execd_params}: {@code NAME=VALUE}, separated by blanks or commas; names in any case. */
record Parameters(Map<String, String> values) {
    static final String NOTIFY_KILL = "NOTIFY_KILL";
    static final String NOTIFY_SUSP = "NOTIFY_SUSP";

    static Parameters ofExecd(Map<String, String> configuration) {
        return of(configuration, "execd_params");
    }

    static Parameters of(Map<String, String> configuration, String key) {
        Map<String, String> values = new HashMap<>();
        for (String word : configuration.getOrDefault(key, "").split("[\\s,]+", -1)) {
            String[] pair = word.split("=", 2);
            if (pair.length == 2) {
                values.put(pair[0].toUpperCase(Locale.ROOT), pair[1]);
            }
        }
        return new Parameters(values);
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean isNone(String name) {
        return get(name, "").equalsIgnoreCase("none");
    }

    /** As Grid Engine reads a switch. */
    boolean is(String name, boolean otherwise) {
        String value = get(name, Boolean.toString(otherwise));
        return value.equalsIgnoreCase("true") || value.equals("1");
    }
}
