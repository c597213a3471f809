package org.vmpilot.coordinator.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.vmpilot.coordinator.config.ApiToken;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.NotCleanException;
import org.vmpilot.coordinator.service.NotStoredException;

/** The API's listener. It serves from {@link #start} to {@link #close}. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(ApiServer.class);

    /** Each caller who waits for events holds a thread. */
    private static final int MOST_WAITING = 64;

    /** Those who wait, Jetty's own few, and as many again for everybody else. */
    private static final int THREADS = 2 * MOST_WAITING;

    private static final int HEADER_BYTES = 16 << 10;

    private final Javalin javalin;
    private final Waiters waiters;

    private ApiServer(Javalin javalin, Waiters waiters) {
        this.javalin = javalin;
        this.waiters = waiters;
    }

    /**
     * Reads the token and begins to serve.
     *
     * @throws IOException in words for people if the token cannot be used or the address cannot be listened on; nothing listens
     *     then
     */
    public static ApiServer start(CoordinatorConfig config, Leases leases, Freezing freezing) throws IOException {
        InetSocketAddress listen = config.api().listen();
        Doorkeeper doorkeeper = new Doorkeeper(token(config.api().tokenFile()));
        Waiters waiters = new Waiters(MOST_WAITING);
        List<Route> routes =
                Route.all(leases, freezing, config.times().teardown().polite(), waiters);
        Javalin javalin = Javalin.create(settings -> configure(settings, doorkeeper, routes));
        try {
            javalin.start(listen.getAddress().getHostAddress(), listen.getPort());
        } catch (JavalinBindException e) {
            javalin.stop();
            throw new IOException("the API cannot listen on " + text(listen) + ": the port is in use, or not ours", e);
        } catch (JavalinException e) {
            javalin.stop();
            throw new IOException("the API cannot listen on " + text(listen) + ": " + e.getMessage(), e);
        }
        return new ApiServer(javalin, waiters);
    }

    /** The port that is listened on. */
    public int port() {
        return javalin.port();
    }

    /** Ends the listener; callers who wait get an answer at once. */
    @Override
    public void close() {
        waiters.close();
        javalin.stop();
    }

    private static Optional<ApiToken> token(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(ApiToken.load(file.get())) : Optional.empty();
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static void configure(JavalinConfig config, Doorkeeper doorkeeper, List<Route> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.jetty.threadPool = new QueuedThreadPool(THREADS);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(HEADER_BYTES);
        });
        // A graceful stop waits for idle connections as well. An answer that is lost costs nothing: a create is asked
        // again
        // with its idempotency key.
        config.jetty.modifyServer(server -> server.setStopTimeout(0));
        config.routes.before(doorkeeper);
        for (Route route : routes) {
            config.routes.addHttpHandler(route.method(), route.path(), route.handler());
        }
        config.routes.exception(ApiException.class, (e, context) -> Answers.problem(context, e.problem()));
        config.routes.exception(
                NotStoredException.class,
                (e, context) ->
                        Answers.problem(context, Problem.of(ProblemCode.NOT_STORED, e.getMessage(), List.of())));
        config.routes.exception(
                FrozenException.class,
                (e, context) -> Answers.problem(context, Problem.of(ProblemCode.FROZEN, e.getMessage(), List.of())));
        config.routes.exception(
                NotCleanException.class,
                (e, context) -> Answers.problem(context, Problem.of(ProblemCode.NOT_CLEAN, e.getMessage(), List.of())));
        config.routes.exception(HttpResponseException.class, ApiServer::answerFramework);
        config.routes.exception(Exception.class, ApiServer::answerFailure);
    }

    private static void answerFramework(HttpResponseException e, Context context) {
        ProblemCode code = switch (e.getStatus()) {
            case 404 -> ProblemCode.NO_SUCH_PATH;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 413 -> ProblemCode.TOO_LARGE;
            default -> e.getStatus() < 500 ? ProblemCode.UNREADABLE : ProblemCode.INTERNAL;
        };
        String words = code == ProblemCode.NO_SUCH_PATH
                ? "Nothing is served at this path; see /openapi.yaml."
                : e.getMessage();
        Answers.problem(context, Problem.of(code, words, List.of()));
    }

    private static void answerFailure(Exception e, Context context) {
        LOG.error("{} {} failed", context.method(), context.path(), e);
        Problem problem = Problem.of(
                ProblemCode.INTERNAL,
                "The coordinator failed; whether something was done is not known. Its log says more.",
                List.of());
        Answers.problem(context, problem);
    }
}
