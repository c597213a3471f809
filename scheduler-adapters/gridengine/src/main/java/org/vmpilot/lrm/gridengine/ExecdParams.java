package org.vmpilot.lrm.gridengine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** {@code execd_params} of a configuration: {@code NAME=VALUE}, separated by blanks or commas; names in any case. */
record ExecdParams(Map<String, String> values) {
    static final String NOTIFY_KILL = "NOTIFY_KILL";
    static final String NOTIFY_SUSP = "NOTIFY_SUSP";

    static ExecdParams of(Map<String, String> configuration) {
        Map<String, String> values = new HashMap<>();
        for (String word : configuration.getOrDefault("execd_params", "").split("[\\s,]+", -1)) {
            String[] pair = word.split("=", 2);
            if (pair.length == 2) {
                values.put(pair[0].toUpperCase(Locale.ROOT), pair[1]);
            }
        }
        return new ExecdParams(values);
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
