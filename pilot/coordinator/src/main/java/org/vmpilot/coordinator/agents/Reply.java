package org.vmpilot.coordinator.agents;

import java.nio.charset.StandardCharsets;

/** An answer on the wire: sealed with status 200, words for people with any other. */
final class Reply {
    private final int status;
    private final byte[] body;

    private Reply(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    static Reply sealed(byte[] body) {
        return new Reply(200, body);
    }

    static Reply words(int status, String text) {
        return new Reply(status, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }
}
