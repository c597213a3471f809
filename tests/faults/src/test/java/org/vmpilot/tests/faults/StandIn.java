package org.vmpilot.tests.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;
import org.vmpilot.protocol.seal.SealException;

/** One coordinator for all nodes, which knows of a slot what its {@link Desk} says: a real one for each case would be too dear. */
final class StandIn implements AutoCloseable {
    private final byte[] siteKey = new byte[NodeKey.BYTES];
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Desk> desks = new ConcurrentHashMap<>();
    private final HttpServer server;

    StandIn() throws IOException {
        random.nextBytes(siteKey);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/agent/v1/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String keyOf(String node) {
        return NodeKey.derive(siteKey, node).text();
    }

    /** Who speaks for this node's slots from now on. */
    void seat(String node, Desk desk) {
        desks.put(node, desk);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String node = exchange.getRequestHeaders().getFirst("Vmpilot-Node");
            String verb = exchange.getRequestURI().getPath().substring("/agent/v1/".length());
            byte[] sealed = exchange.getRequestBody().readAllBytes();
            Seal seal = new Seal(NodeKey.derive(siteKey, node), node, random);
            String said = desks.get(node).answer(verb, seal.openRequest(verb, sealed));
            byte[] body = said == null ? new byte[0] : seal.sealAnswer(verb, sealed, said);
            exchange.sendResponseHeaders(said == null ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (SealException e) {
            exchange.sendResponseHeaders(403, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
