package org.vmpilot.lrm.jna;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.JobRequest;

/**
 * How a site writes DRMAA's native specification for a library that has no dialect: its own words, with places for what a request asks.
 * {@code {queue} {account} {property} {exclusive} {seconds} {minutes} {memory}}; a part in square brackets is left out when one of
 * its places has no value. {@code {exclusive}} is empty text for an exclusive request, and has no value for another one. Example:
 * {@code [-p {queue}] -t {minutes} [--exclusive{exclusive}]}.
 */
final class SpecificationPattern {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> PLACES =
            List.of("queue", "account", "property", "exclusive", "seconds", "minutes", "memory");

    private record Part(String text, boolean optional) {}

    private final List<Part> parts;

    private SpecificationPattern(List<Part> parts) {
        this.parts = parts;
    }

    /** @throws IllegalArgumentException an unknown place, a bracket that is alone, a place that need not have a value outside of brackets */
    static SpecificationPattern of(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            boolean optional = text.charAt(at) == '[';
            int end = text.indexOf(optional ? ']' : '[', at);
            if (optional && end < 0) {
                throw new IllegalArgumentException("a '[' without its ']'");
            }
            int stop = end < 0 ? text.length() : end;
            parts.add(checked(text.substring(optional ? at + 1 : at, stop), optional));
            at = optional ? stop + 1 : stop;
        }
        return new SpecificationPattern(List.copyOf(parts));
    }

    private static Part checked(String text, boolean optional) {
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!PLACES.contains(places.group(1))) {
                throw new IllegalArgumentException(
                        "'" + places.group() + "' is no place; there are {" + String.join("} {", PLACES) + "}");
            }
            if (!optional && PLACES.indexOf(places.group(1)) <= PLACES.indexOf("exclusive")) {
                throw new IllegalArgumentException(
                        "'" + places.group() + "' may have no value: put it and its option into [ ]");
            }
        }
        return new Part(text, optional);
    }

    String of(JobRequest request) {
        Map<String, String> values = new HashMap<>();
        request.queue().ifPresent(queue -> values.put("queue", queue));
        request.account().ifPresent(account -> values.put("account", account));
        request.nodeProperty().ifPresent(property -> values.put("property", property));
        if (request.exclusive()) {
            values.put("exclusive", "");
        }
        long seconds = request.walltime().toSeconds();
        values.put("seconds", Long.toString(seconds));
        values.put("minutes", Long.toString((seconds + 59) / 60));
        values.put("memory", Long.toString(request.memoryMib()));
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!part.optional()
                    || PLACE.matcher(part.text()).results().allMatch(place -> values.containsKey(place.group(1)))) {
                text.append(PLACE.matcher(part.text())
                        .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1)))));
            }
        }
        return text.toString().strip();
    }
}
