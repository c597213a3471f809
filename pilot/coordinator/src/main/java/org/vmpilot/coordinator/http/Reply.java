package org.vmpilot.coordinator.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole answer. */
public final class Reply {
    private final int status;
    private final String type;
    private final Map<String, String> headers;
    private final byte[] body;

    /** @param body not copied: it is nobody else's from now on */
    public Reply(int status, String type, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.type = type;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public static Reply of(int status, String type, byte[] body) {
        return new Reply(status, type, Map.of(), body);
    }

    /** Words for people. */
    public static Reply words(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, more, body);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
