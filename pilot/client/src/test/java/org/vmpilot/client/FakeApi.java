package org.vmpilot.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An API that answers what the test says: for each call the next answer of its queue; the last one stays. */
final class FakeApi implements AutoCloseable {
    /**
     * @param status 0: the connection is closed without an answer
     */
    record Said(int status, String type, String body) {}

    record Heard(String call, String authorization, String key, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Said>> answers = new HashMap<>();
    private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    FakeApi says(String call, int status, String body) {
        String type = status >= 400 ? "application/problem+json" : "application/json";
        return says(call, new Said(status, type, body));
    }

    synchronized FakeApi says(String call, Said said) {
        answers.computeIfAbsent(call, c -> new ArrayDeque<>()).add(said);
        return this;
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            heard.add(new Heard(
                    call,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Said said = next(call).orElse(new Said(500, "text/plain", "the test says nothing of " + call));
            if (said.status() == 0) {
                return;
            }
            byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", said.type());
            exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Optional<Said> next(String call) {
        Deque<Said> queue = answers.get(call);
        if (queue == null) {
            return Optional.empty();
        }
        return Optional.of(queue.size() > 1 ? queue.remove() : queue.peek());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
