package org.vmpilot.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.client.VmpilotClient;
import picocli.CommandLine.Option;

/** What a command line says of a new lease's time, beside its file. */
final class TimeOptions {
    @Option(
            names = "--start-by",
            paramLabel = "TIME",
            description = "Without GO by then the lease is over: from now (2h), or a time (2027-01-31T17:00:00Z).")
    private String startBy;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "No job of it starts before: from now (2h), or a time (2027-01-31T17:00:00Z).")
    private String notBefore;

    @Option(
            names = "--longest",
            paramLabel = "DURATION",
            description = "What its duration can be made later with 'vmpilot lease set'.")
    private String longest;

    @Option(names = "--notice", paramLabel = "DURATION", description = "So long before its end an event tells of it.")
    private String notice;

    private Map<String, String> given() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "start_by", startBy);
        put(fields, "not_before", notBefore);
        put(fields, "longest", longest);
        put(fields, "notice", notice);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** How many lines of what is sent are not the file's. */
    int linesBefore(VmpilotClient.Form form) {
        return form == VmpilotClient.Form.TOML ? given().size() : 0;
    }

    /** The request with these fields before its own: one that it has itself stands twice then, and is refused. */
    byte[] with(byte[] request, VmpilotClient.Form form) {
        Map<String, String> fields = given();
        if (fields.isEmpty()) {
            return request;
        }
        String text = new String(request, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder();
        if (form == VmpilotClient.Form.TOML) {
            fields.forEach((name, value) ->
                    out.append(name).append(" = ").append(quoted(value)).append('\n'));
            return bytes(out.append(text));
        }
        int begin = text.indexOf('{') + 1;
        out.append(text, 0, begin);
        fields.forEach((name, value) -> out.append('"')
                .append(name)
                .append("\": ")
                .append(quoted(value))
                .append(", "));
        return bytes(out.append(text, begin, text.length()));
    }

    /** TOML and JSON alike. */
    private static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
