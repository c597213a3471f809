package org.vmpilot.agent.conversation;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One POST over a connection of its own, HTTP/1.1. The JDK's HttpClient would cost half a second at start; this needs no more
 * than a socket, because both ends are ours.
 */
public final class HttpPost {
    private static final int CONNECT_MS = 3000;

    private final String node;

    public HttpPost(String node) {
        this.node = node;
    }

    /**
     * @param address {@code host:port}
     * @param within until the whole answer must be there
     * @return the body of a 200 answer
     * @throws IOException with words for people: no connection, another status, an answer that is too long or too late
     */
    byte[] call(String address, String verb, byte[] body, Duration within) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(unbracketed(host), port), CONNECT_MS);
            send(socket.getOutputStream(), address, verb, body);
            return new HttpAnswer(socket, within).body();
        } catch (RefusedException e) {
            throw new RefusedException(address + ": " + verb + ": " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(address + ": " + verb + ": " + e.getMessage(), e);
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private void send(OutputStream stream, String address, String verb, byte[] body) throws IOException {
        String head = "POST /agent/v1/" + verb + " HTTP/1.1\r\nHost: " + address + "\r\nVmpilot-Node: " + node
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        BufferedOutputStream out = new BufferedOutputStream(stream, head.length() + body.length);
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }
}
