package org.vmpilot.coordinator.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves from {@link #start} to {@link #close}. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(HttpServer.class);
    private static final int THREADS = 32;
    private static final int HEAD_BYTES = 16 << 10;
    private static final int BUFFER_BYTES = 2 << 10;
    private static final int BACKLOG = 1024;
    private static final int SWEEP_SECONDS = 1;

    private final Server server;
    private final List<Entrance> entrances = new ArrayList<>();

    /** A door with what stands in it. */
    private record Entrance(Door door, ServerConnector connector, Connections connections) {}

    private HttpServer(Limits limits, List<Door> doors) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        threads.setDaemon(true);
        server = new Server(threads);
        for (Door door : doors) {
            entrances.add(entrance(door, limits));
        }
        server.setHandler(new Serving(limits));
        server.setErrorHandler(new Refusing());
        // A graceful stop waits for idle connections as well. An answer that is lost costs nothing: a create is asked
        // again with its idempotency key.
        server.setStopTimeout(0);
    }

    /** @throws IOException in words for people if an address cannot be listened on; nothing listens then */
    public static HttpServer start(Limits limits, Door... doors) throws IOException {
        HttpServer http = new HttpServer(limits, List.of(doors));
        try {
            for (Entrance entrance : http.entrances) {
                open(entrance);
            }
            http.server.start();
            http.sweepLater();
            return http;
        } catch (IOException e) {
            http.close();
            throw e;
        } catch (Exception e) {
            http.close();
            throw new IOException("the HTTP server cannot start: " + e.getMessage(), e);
        }
    }

    private static void open(Entrance entrance) throws IOException {
        try {
            entrance.connector().open();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    entrance.door().name() + " cannot listen on "
                            + entrance.door().address() + ": " + cause.getMessage() + " (in use, or not ours)",
                    e);
        }
    }

    private Entrance entrance(Door door, Limits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEAD_BYTES);
        // What half a request holds; the heap's own, so that one limit counts for all.
        http.setInputBufferSize(BUFFER_BYTES);
        http.setUseInputDirectByteBuffers(false);
        http.setUseOutputDirectByteBuffers(false);
        // Paths are taken as they come, and matched whole: what is odd in one matches nothing.
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(door, http));
        connector.setHost(door.listen().getAddress().getHostAddress());
        connector.setPort(door.listen().getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(limits.idle().toMillis());
        Connections connections = new Connections(limits, door.certificate().isEmpty());
        connector.addBean(connections);
        server.addConnector(connector);
        return new Entrance(door, connector, connections);
    }

    private static ConnectionFactory[] protocols(Door door, HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return door.certificate()
                .map(shown ->
                        new ConnectionFactory[] {new SslConnectionFactory(shown.context(), plain.getProtocol()), plain})
                .orElseGet(() -> new ConnectionFactory[] {plain});
    }

    private void sweepLater() {
        server.getScheduler()
                .schedule(
                        () -> {
                            try {
                                entrances.forEach(
                                        entrance -> entrance.connections().sweep());
                            } finally {
                                sweepLater();
                            }
                        },
                        SWEEP_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** The port that the door listens on. */
    public int port(Door door) {
        return entrances.stream()
                .filter(entrance -> entrance.door().equals(door))
                .findFirst()
                .orElseThrow()
                .connector()
                .getLocalPort();
    }

    @Override
    public void close() {
        entrances.forEach(entrance -> entrance.door().service().close());
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP server did not stop as it should", e);
        }
        entrances.forEach(entrance -> entrance.connector().close());
    }

    private Entrance entrance(Request request) {
        return entrances.stream()
                .filter(entrance ->
                        entrance.connector() == request.getConnectionMetaData().getConnector())
                .findFirst()
                .orElseThrow();
    }

    /** Passes requests on to their door's service. */
    private final class Serving extends Handler.Abstract {
        private final Limits limits;
        private final BodyBudget budget;

        Serving(Limits limits) {
            this.limits = limits;
            this.budget = new BodyBudget(limits);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Entrance entrance = entrance(request);
            var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            entrance.connections().busy(endPoint);
            Request.addCompletionListener(
                    request, failure -> entrance.connections().idle(endPoint));
            Exchange exchange = new Exchange(request, response, callback, limits, budget, server.getThreadPool());
            try {
                entrance.door().service().serve(exchange);
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", request.getMethod(), exchange.path(), e);
                exchange.answer(entrance.door().service().refusal(500, "the coordinator failed"));
            }
            return true;
        }
    }

    /** What cannot be served is said in the door's own way: a head that is no HTTP, one that is too long. */
    private final class Refusing extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Object words = request.getAttribute(ERROR_MESSAGE);
            Throwable cause = (Throwable) request.getAttribute(ERROR_EXCEPTION);
            int status = cause instanceof HttpException http ? http.getCode() : response.getStatus();
            Reply reply = entrance(request)
                    .door()
                    .service()
                    .refusal(status, words == null ? "the request cannot be read" : words.toString());
            response.setStatus(reply.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            response.write(true, ByteBuffer.wrap(reply.body()), callback);
            return true;
        }
    }
}
