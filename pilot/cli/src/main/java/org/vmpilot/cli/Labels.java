package org.vmpilot.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Labels as they stand on a command line, and on the screen. */
final class Labels {
    private Labels() {}

    /** Each as {@code NAME=VALUE}; what stands behind the first = is the value. */
    static Map<String, String> read(Iterable<String> words) throws BadInputException {
        Map<String, String> labels = new TreeMap<>();
        for (String word : words) {
            int end = word.indexOf('=');
            if (end < 1) {
                throw new BadInputException("--label must be NAME=VALUE, not " + Words.visible(word));
            }
            labels.put(word.substring(0, end), word.substring(end + 1));
        }
        return labels;
    }

    static String text(Map<String, String> labels) {
        return labels == null
                ? ""
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(", "));
    }
}
