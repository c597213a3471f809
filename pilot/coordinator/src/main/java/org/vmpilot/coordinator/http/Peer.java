package org.vmpilot.coordinator.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.NanoTime;

/** One who is connected, and since when it has said nothing whole. What changes is guarded by the door's lock. */
final class Peer {
    private static final Logger LOG = LogManager.getLogger(Peer.class);

    private final SelectableChannel channel;
    private final String address;
    private Connection connection;
    private long since = NanoTime.now();
    /** Bytes that had come when it fell silent; more: a head has begun. */
    private long bytes;

    private boolean begun;
    private long begunAt;

    Peer(SelectableChannel channel, String address) {
        this.channel = channel;
        this.address = address;
    }

    /** Empty if it has gone already. */
    static String address(SelectableChannel channel) {
        try {
            SocketAddress remote = ((SocketChannel) channel).getRemoteAddress();
            return remote instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "";
        } catch (IOException e) {
            return "";
        }
    }

    SelectableChannel channel() {
        return channel;
    }

    String address() {
        return address;
    }

    /** The outermost counts: under TLS a half handshake is what a half head is elsewhere. */
    void opened(Connection opened) {
        if (connection == null) {
            connection = opened;
        }
    }

    /** Its answer is out. */
    void silent() {
        since = NanoTime.now();
        bytes = bytesIn();
        begun = false;
    }

    private long bytesIn() {
        return connection == null ? 0 : connection.getBytesIn();
    }

    /** For one that is silent: whether it has been so, or has been at one head, for too long. */
    boolean late(long now, Limits limits) {
        if (!begun && bytesIn() > bytes) {
            begun = true;
            begunAt = now;
        }
        return begun
                ? now - begunAt > limits.head().toNanos()
                : now - since > limits.idle().toNanos();
    }

    /** Whether a head has begun that is not whole. */
    boolean begun() {
        return begun;
    }

    /** Says so and ends the connection; as far as it is taken at once, for the caller may not read. */
    void refuse(String status, String words) {
        String body = words + "\n";
        String text = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nConnection: close\r\nRetry-After: 5\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try {
            SocketChannel socket = (SocketChannel) channel;
            socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            socket.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a refusal was not taken: {}", e.getMessage());
        } finally {
            close();
        }
    }

    void close() {
        if (connection != null) {
            connection.getEndPoint().close();
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a connection was closed already: {}", e.getMessage());
        }
    }
}
