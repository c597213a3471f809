package org.vmpilot.lrm.worker;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Two directions of bytes. Channels and not streams: in Java 17 a stream made from a socket channel locks it while it reads, and
 * a write then waits for the read.
 *
 * @param closer ends both directions and wakes whoever reads or writes
 */
public record WorkerChannel(ReadableByteChannel in, WritableByteChannel out, Closeable closer) implements Closeable {

    /** How a client comes by a channel, again and again. */
    @FunctionalInterface
    public interface Connector {
        /** @throws IOException if nobody is there; the message says who was looked for */
        WorkerChannel connect() throws IOException;

        /** How long the far side may take until it has greeted; likewise its {@code init}. A daemon that is there does so at once. */
        default Duration patience() {
            return Duration.ofSeconds(5);
        }
    }

    static WorkerChannel of(SocketChannel socket) {
        return new WorkerChannel(socket, socket, socket);
    }

    /** Connects to a Unix domain socket. */
    public static Connector unixSocket(Path path) {
        return () -> {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.connect(UnixDomainSocketAddress.of(path));
                return of(socket);
            } catch (IOException e) {
                socket.close();
                throw new IOException(path + ": " + e.getMessage(), e);
            }
        };
    }

    @Override
    public void close() throws IOException {
        closer.close();
    }
}
