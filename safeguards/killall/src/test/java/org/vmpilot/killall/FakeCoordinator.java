package org.vmpilot.killall;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The three calls of the coordinator's API that kill-all makes. */
final class FakeCoordinator implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile boolean hangs;
    volatile boolean breaks;

    FakeCoordinator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(threads);
        server.createContext("/v1/freeze", this::asked);
        server.createContext("/v1/thaw", this::asked);
        server.createContext(
                "/v1/nodes",
                exchange -> answer(exchange, nodes(exchange.getRequestURI().getQuery())));
        server.start();
    }

    /** A page of nodes each; the one that is barred still holds a guest. */
    private static String nodes(String query) {
        return query == null
                ? "{\"nodes\":[{\"node\":\"node1\",\"state\":\"barred\",\"leases\":\"vaaaaaaa\",\"holds\":true}],"
                        + "\"next_page_token\":\"b25l\"}"
                : "{\"nodes\":[{\"node\":\"node2\",\"state\":\"ordinary\",\"leases\":null,\"holds\":false}],"
                        + "\"next_page_token\":null}";
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void asked(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (breaks || !"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            exchange.close();
            return;
        }
        asked.add(exchange.getRequestURI().getPath() + " " + body);
        answer(exchange, "{\"version\":\"1\"}");
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        if (hangs) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
