package org.vmpilot.coordinator.agents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The JDK's own HTTP server: it starts in milliseconds, and an exchange that nobody answers yet costs its connection, not a
 * thread.
 */
public final class AgentsListener implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(AgentsListener.class);
    private static final String PREFIX = "/agent/v1/";
    private static final int MOST_THREADS = 64;
    private static final int BACKLOG = 1024;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Verbs verbs;

    private AgentsListener(HttpServer server, ExecutorService threads, Verbs verbs) {
        this.server = server;
        this.threads = threads;
        this.verbs = verbs;
    }

    /** @throws IOException in words for people if the address cannot be listened on */
    public static AgentsListener start(InetSocketAddress listen, Verbs verbs) throws IOException {
        // Read once by the JDK: a request that is not whole after so many seconds is dropped, so that slow or hostile
        // callers
        // do not keep threads; idle connections of a thousand agents are kept.
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "120");
        HttpServer server;
        try {
            server = HttpServer.create(listen, BACKLOG);
        } catch (BindException e) {
            throw new IOException(
                    "the agents' listener cannot listen on "
                            + listen.getAddress().getHostAddress() + ":" + listen.getPort() + ": " + e.getMessage(),
                    e);
        }
        AgentsListener listener = new AgentsListener(server, threads(), verbs);
        server.setExecutor(listener.threads);
        server.createContext("/", listener::handle);
        server.start();
        return listener;
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "agents-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("POST") || !path.startsWith(PREFIX)) {
            send(exchange, Reply.words(404, "nothing is served here; see docs/agent-protocol.md"));
            return;
        }
        String verb = path.substring(PREFIX.length());
        String node = exchange.getRequestHeaders().getFirst("Vmpilot-Node");
        byte[] body = exchange.getRequestBody().readNBytes(Verbs.MOST_BYTES + 1);
        // Everything that can fail is handled inside: nothing is to be learnt from the future.
        var unused = verbs.answer(verb, node, body)
                .whenCompleteAsync((reply, failure) -> finish(exchange, verb, node, reply, failure), threads);
    }

    private static void finish(HttpExchange exchange, String verb, String node, Reply answer, Throwable failure) {
        if (failure == null) {
            send(exchange, answer);
        } else {
            LOG.warn("{} of node {} failed: {}", verb, node, failure.getMessage());
            send(exchange, Reply.words(503, "the coordinator cannot say now; ask again"));
        }
    }

    private static void send(HttpExchange exchange, Reply reply) {
        try (exchange) {
            String type = reply.status() == 200 ? "application/octet-stream" : "text/plain; charset=utf-8";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
        } catch (IOException e) {
            // The caller went away; it asks again.
            LOG.debug("an answer was not taken: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
