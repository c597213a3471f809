package org.vmpilot.lrm.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The serving side of a line, played by a test: it reads requests and says what it likes, or nothing. */
final class FarSide implements AutoCloseable {
    static final String GREETING = "{\"protocol\":\"vmpilot-worker/1\"}";
    static final String INFO =
            "{\"id\":1,\"result\":{\"contact\":\"c\",\"drmSystem\":\"s\",\"implementation\":\"i\",\"version\":\"1.0\"}}";
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    private final Path folder;
    private final ServerSocketChannel server;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    /** One connection as the far side has it. */
    static final class Line {
        private final SocketChannel socket;
        private final LineReader reader;

        Line(SocketChannel socket) {
            this.socket = socket;
            this.reader = new LineReader(socket, 1 << 20);
        }

        void say(String text) throws IOException {
            Wire.write(socket, ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
        }

        /** The next request, as it came. */
        String hear() throws IOException {
            return reader.read();
        }

        void hangUp() throws IOException {
            socket.close();
        }

        void greetAndInit() throws IOException {
            say(GREETING);
            hear();
            say(INFO);
        }
    }

    FarSide() throws IOException {
        folder = Files.createTempDirectory("far");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path()));
        Thread thread = new Thread(this::accept, "far-side");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                lines.add(new Line(server.accept()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    Path path() {
        return folder.resolve("socket");
    }

    Line next() throws InterruptedException {
        Line line = lines.poll(20L * PATIENCE, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nobody connected");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path());
        Files.deleteIfExists(folder);
    }
}
