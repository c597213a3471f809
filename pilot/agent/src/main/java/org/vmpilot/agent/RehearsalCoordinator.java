package org.vmpilot.agent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.vmpilot.protocol.seal.Seal;
import org.vmpilot.protocol.seal.SealException;

/** A coordinator on loopback that gives prepared answers: for {@link ArchiveRun}, and for tests. */
final class RehearsalCoordinator implements AutoCloseable {
    /** What to answer; null: the connection is closed without an answer. */
    interface Answers {
        String to(String verb, String body) throws InterruptedException;
    }

    private final ServerSocket server;
    private final Seal seal;
    private final Answers answers;

    RehearsalCoordinator(Seal seal, Answers answers) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.seal = seal;
        this.answers = answers;
        inBackground(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private interface Work {
        void run() throws IOException, InterruptedException, SealException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> guarded(work), "rehearsal-coordinator");
        thread.setDaemon(true);
        thread.start();
    }

    private static void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | SealException e) {
            return; // the caller went away, or the server was closed: the caller sees an end of the connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            inBackground(() -> {
                try (socket) {
                    answer(socket);
                }
            });
        }
    }

    private void answer(Socket socket) throws IOException, InterruptedException, SealException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String request = line(in);
        String verb =
                request.substring(request.lastIndexOf('/', request.indexOf(" HTTP")) + 1, request.indexOf(" HTTP"));
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        byte[] sealed = in.readNBytes(length);
        String answer = answers.to(verb, seal.openRequest(verb, sealed));
        if (answer != null) {
            send(socket.getOutputStream(), seal.sealAnswer(verb, sealed, answer));
        }
    }

    private static void send(OutputStream out, byte[] body) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the request ends early");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
