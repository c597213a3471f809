package org.vmpilot.killall.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The first bytes of a connection up to an SSH server's identification line (RFC 4253, 4.2: other lines may come before it). Kept,
 * because the login reads them again.
 */
final class Greeting {
    /** OpenSSH's client reads at most 8 KiB of such lines. */
    private static final int MOST = 8192;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream(256);

    enum State {
        INCOMPLETE,
        COMPLETE,
        NOT_SSH
    }

    State add(byte[] bytes, int length) {
        read.write(bytes, 0, length);
        String text = read.toString(StandardCharsets.ISO_8859_1);
        int at = text.startsWith("SSH-") ? 0 : text.indexOf("\nSSH-") + 1;
        boolean begun = at > 0 || text.startsWith("SSH-");
        if (begun && text.indexOf('\n', at) >= 0) {
            return State.COMPLETE;
        }
        return text.length() > MOST ? State.NOT_SSH : State.INCOMPLETE;
    }

    byte[] bytes() {
        return read.toByteArray();
    }
}
