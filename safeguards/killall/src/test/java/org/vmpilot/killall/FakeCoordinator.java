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
    final List<String> ended = new CopyOnWriteArrayList<>();
    volatile boolean hangs;
    volatile int endsBeforeItDies = Integer.MAX_VALUE;

    FakeCoordinator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(threads);
        server.createContext("/v1/leases", this::leases);
        server.createContext(
                "/v1/nodes",
                exchange -> answer(
                        exchange,
                        "{\"nodes\":[{\"node\":\"node1\",\"state\":\"leased\"},"
                                + "{\"node\":\"node2\",\"state\":\"ordinary\"}]}"));
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void leases(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/end")) {
            if (ended.size() >= endsBeforeItDies) {
                exchange.close();
                return;
            }
            ended.add(path.split("/", -1)[3]);
            answer(exchange, "{\"id\":\"x\"}");
        } else {
            answer(exchange, "{\"leases\":[{\"id\":\"vaaaaaaa\"},{\"id\":\"vbbbbbbb\"}]}");
        }
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
