package org.vmpilot.coordinator.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.config.ApiToken;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.Service;
import org.vmpilot.coordinator.service.Accounts;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.Holding;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.Monitoring;

/** The API's door: who may come in, and which route it is. What may wait for the store runs on the API's own threads. */
public final class ApiDoor implements Service {
    private static final byte[] NOTHING = {};

    private final Doorkeeper doorkeeper;
    private final List<Route> routes;
    private final Call.Rooms rooms;
    private final EventFeed feed;
    private final BooleanSupplier heapLow;
    private final ExecutorService threads = ApiThreads.open();

    private ApiDoor(
            Doorkeeper doorkeeper, List<Route> routes, Call.Rooms rooms, EventFeed feed, BooleanSupplier heapLow) {
        this.doorkeeper = doorkeeper;
        this.routes = routes;
        this.rooms = rooms;
        this.feed = feed;
        this.heapLow = heapLow;
    }

    /**
     * Reads the token.
     *
     * @throws IOException in words for people if the token cannot be used
     */
    public static Door on(
            CoordinatorConfig config,
            Leases leases,
            Freezing freezing,
            Accounts accounts,
            Holding holding,
            Monitoring monitoring)
            throws IOException {
        return on(config, new Call.Rooms(leases, freezing, accounts, holding, monitoring), new HeapGate());
    }

    static Door on(CoordinatorConfig config, Call.Rooms rooms, BooleanSupplier heapLow) throws IOException {
        Optional<Path> file = config.api().tokenFile();
        Optional<ApiToken> token = file.isPresent() ? Optional.of(ApiToken.load(file.get())) : Optional.empty();
        EventFeed feed = new EventFeed(rooms.leases());
        rooms.accounts().onRevoked(feed::recheck);
        rooms.monitoring().waiting(feed::callers);
        rooms.monitoring()
                .problems(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::text)
                        .toList());
        List<Route> routes = Route.all(config.times().teardown().polite(), feed);
        Doorkeeper doorkeeper = new Doorkeeper(token, rooms.accounts());
        return new Door("the API", config.api().listen(), new ApiDoor(doorkeeper, routes, rooms, feed, heapLow));
    }

    @Override
    public void serve(Exchange exchange) {
        count(exchange, Monitoring.Kind.OTHER);
        try {
            Caller caller = doorkeeper.check(exchange);
            Route route = route(exchange);
            count(exchange, route.kind());
            serve(new Call(exchange, caller, route, route.match(exchange.path()).orElseThrow(), rooms, NOTHING), route);
        } catch (RuntimeException e) {
            ApiException known = Answers.known(e, exchange.method() + " " + exchange.path());
            rooms.monitoring().problem(known.code().text());
            exchange.answer(Answers.problem(known));
        }
    }

    private void count(Exchange exchange, Monitoring.Kind kind) {
        exchange.onAnswered(rooms.monitoring().begun(kind));
    }

    private void serve(Call call, Route route) {
        try {
            Exchange exchange = call.exchange();
            route.check(call.caller());
            if (heapLow.getAsBoolean() && !route.always()) {
                throw new ApiException(
                        ProblemCode.BUSY, "Nothing was done: the coordinator has little memory left; ask again later.");
            }
            CompletableFuture<byte[]> body = route.bodyBytes() == 0
                    ? CompletableFuture.completedFuture(NOTHING)
                    : exchange.body(route.bodyBytes());
            // What changes something is passed on at once, and does not stand behind those who read.
            Executor where = route.method().equals("GET") && !route.probe() ? threads : exchange.threads();
            var unused = body.thenAcceptAsync(bytes -> route.handler().handle(call.with(bytes)), where)
                    .exceptionally(failure -> {
                        call.fail(failure);
                        return null;
                    });
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }

    private Route route(Exchange exchange) {
        List<Route> here = routes.stream()
                .filter(route -> route.match(exchange.path()).isPresent())
                .toList();
        if (here.isEmpty()) {
            throw new ApiException(ProblemCode.NO_SUCH_PATH, "Nothing is served at this path; see /openapi.yaml.");
        }
        return here.stream()
                .filter(route -> route.method().equals(exchange.method()))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        "This path takes "
                                + String.join(
                                        ", ", here.stream().map(Route::method).toList()) + "."));
    }

    @Override
    public Reply refusal(int status, String words) {
        return Answers.refusal(status, words);
    }

    @Override
    public void close() {
        feed.close();
        threads.shutdown();
    }
}
