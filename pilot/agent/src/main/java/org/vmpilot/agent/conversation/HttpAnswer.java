package org.vmpilot.agent.conversation;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.vmpilot.host.Uptime;

/** Reads one HTTP/1.1 answer: bounded in length, and in time as a whole, so that one byte now and then holds nobody. */
final class HttpAnswer {
    private static final int BODY_LIMIT = 4 << 20;
    private static final int LINE_LIMIT = 8 << 10;
    private static final int LINES = 100;
    private static final int WORDS = 200;

    private final InputStream in;
    private int length = -1;
    private boolean chunked;

    HttpAnswer(Socket socket, Duration within) throws IOException {
        this.in = new BufferedInputStream(new Timed(socket, Uptime.system(), within));
    }

    byte[] body() throws IOException {
        String[] words = line().split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP answer");
        }
        headers();
        byte[] body = chunked ? chunks() : whole();
        if (!words[1].equals("200")) {
            String said = new String(body, 0, Math.min(body.length, WORDS), StandardCharsets.UTF_8);
            String status = "status " + words[1] + ": " + said.strip();
            throw words[1].equals("403") ? new RefusedException(status) : new IOException(status);
        }
        return body;
    }

    private void headers() throws IOException {
        for (int lines = 0; lines < LINES; lines++) {
            String line = line();
            if (line.isEmpty()) {
                return;
            }
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = number(lower.substring(15).strip(), 10);
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            }
        }
        throw new IOException("more than " + LINES + " header lines");
    }

    private byte[] whole() throws IOException {
        if (length < 0) {
            byte[] body = in.readNBytes(BODY_LIMIT + 1);
            bounded(body.length);
            return body;
        }
        byte[] body = in.readNBytes(bounded(length));
        if (body.length < length) {
            throw new EOFException("the answer ends early");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            int semicolon = line.indexOf(';');
            int size = number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
            if (size == 0) {
                return body.toByteArray();
            }
            bounded((long) body.size() + size);
            byte[] chunk = in.readNBytes(size);
            if (chunk.length < size || !line().isEmpty()) {
                throw new EOFException("the answer ends early");
            }
            body.writeBytes(chunk);
        }
    }

    private static int bounded(long size) throws IOException {
        if (size > BODY_LIMIT) {
            throw new IOException("the answer is longer than " + BODY_LIMIT + " bytes");
        }
        return (int) size;
    }

    private static int number(String digits, int radix) throws IOException {
        try {
            int number = Integer.parseInt(digits, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException("not an HTTP answer: length '" + digits + "'", e);
        }
        throw new IOException("not an HTTP answer: a negative length");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ends early");
            }
            if (line.length() >= LINE_LIMIT) {
                throw new IOException("a line of the answer is longer than " + LINE_LIMIT + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    /** A socket's input whose reads share one deadline: the socket's own time-out begins anew with each byte. */
    private static final class Timed extends FilterInputStream {
        private final Socket socket;
        private final Uptime uptime;
        private final long endMs;

        Timed(Socket socket, Uptime uptime, Duration within) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
            this.uptime = uptime;
            this.endMs = uptime.millis() + within.toMillis();
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            long left = endMs - uptime.millis();
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            return super.read(bytes, offset, count);
        }
    }
}
