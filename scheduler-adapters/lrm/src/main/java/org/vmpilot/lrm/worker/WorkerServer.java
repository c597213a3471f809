package org.vmpilot.lrm.worker;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Serves a handler on a Unix domain socket that only its owner (and root) can use. A client that says nothing costs a thread and
 * one of a bounded number of connections; beyond that number new ones are closed at once.
 */
public final class WorkerServer implements Closeable {
    private static final Logger LOG = LogManager.getLogger(WorkerServer.class);
    private static final int CONNECTIONS = 64;

    private final Path path;
    private final ServerSocketChannel server;
    private final WorkerHandler handler;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /**
     * Binds the socket. The caller has made sure that no other server of this path lives: one that lies there is replaced.
     *
     * @throws IOException the message names the path
     */
    public WorkerServer(Path path, WorkerHandler handler) throws IOException {
        this.path = path;
        this.handler = handler;
        this.server = bind(path);
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path), CONNECTIONS);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException("the socket " + path + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Accepts until {@link #close}. */
    public void serve() throws IOException {
        try {
            while (server.isOpen()) {
                accept(server.accept());
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                throw e;
            }
        }
    }

    private void accept(SocketChannel socket) throws IOException {
        if (open.size() >= CONNECTIONS) {
            LOG.warn("a connection was refused: there are {} already", CONNECTIONS);
            socket.close();
            return;
        }
        open.add(socket);
        Thread thread = new Thread(() -> serve(socket), "lrm-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(SocketChannel socket) {
        try {
            new WorkerService(WorkerChannel.of(socket), handler).serve();
        } catch (IOException e) {
            LOG.warn("a connection was closed: {}", e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel socket : open) {
            socket.close();
        }
        Files.deleteIfExists(path);
    }
}
