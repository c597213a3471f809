package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.Later;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.TooManyBytesException;
import org.vmpilot.coordinator.service.Accounts;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.Holding;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.Monitoring;
import org.vmpilot.protocol.LeaseToken;

/** What a call says, checked, and its answer. */
final class Call {
    static final int DOCUMENT_BYTES = 4096;

    private final Exchange exchange;
    private final Caller caller;
    private final Route route;
    private final Map<String, String> variables;
    private final Rooms rooms;
    private final byte[] body;

    /** What all calls have. */
    record Rooms(Leases leases, Freezing freezing, Accounts accounts, Holding holding, Monitoring monitoring) {}

    /** @param variables the parts of the path that its template names, as they were sent */
    Call(Exchange exchange, Caller caller, Route route, Map<String, String> variables, Rooms rooms, byte[] body) {
        this.exchange = exchange;
        this.caller = caller;
        this.route = route;
        this.variables = variables;
        this.rooms = rooms;
        this.body = body;
    }

    Call with(byte[] bytes) {
        return new Call(exchange, caller, route, variables, rooms, bytes);
    }

    Caller caller() {
        return caller;
    }

    /** Those that there are for the caller; what is done with them is done in his name. */
    Leases leases() {
        return rooms.leases().as(caller);
    }

    /** The same; what is made is made in that project. */
    Leases leases(String project) {
        return rooms.leases().as(caller.in(project));
    }

    Freezing freezing() {
        return rooms.freezing();
    }

    Accounts accounts() {
        return rooms.accounts();
    }

    Holding holding() {
        return rooms.holding();
    }

    Monitoring monitoring() {
        return rooms.monitoring();
    }

    /** Whether the caller would be let in now. */
    boolean welcome() {
        return rooms.accounts().valid(caller);
    }

    static ApiException unwelcome() {
        return new ApiException(ProblemCode.UNAUTHORISED, "The token is not valid any more.");
    }

    /** Answers with what the failure stands for; what was refused to somebody who wanted a change is written down. */
    void fail(Throwable failure) {
        ApiException known = Answers.known(failure, name());
        rooms.monitoring().problem(known.code().text());
        if (!caller.name().isEmpty() && route.audited(known.code())) {
            String target = variables.values().stream().findFirst().orElse("");
            ProblemCode code = known.code();
            rooms.accounts().refused(caller, route.action(), target, code.status(), code.text(), known.getMessage());
        }
        Reply reply = Answers.problem(known);
        exchange.answer(
                Answers.cause(failure) instanceof TooManyBytesException ? reply.with("Connection", "close") : reply);
    }

    Exchange exchange() {
        return exchange;
    }

    void answer(Reply reply) {
        exchange.answer(reply);
    }

    /** Answers when the coordinator has: on a thread that is not its own. */
    <T> void answer(CompletableFuture<T> later, Function<T, Reply> reply) {
        var unused = Later.on(exchange.threads(), later)
                .thenApply(reply)
                .thenAccept(exchange::answer)
                .exceptionally(failure -> {
                    fail(failure);
                    return null;
                });
    }

    String name() {
        return exchange.method() + " " + exchange.path();
    }

    /** A parameter that nobody knows is an error. */
    Parameters parameters(String... known) {
        return Parameters.of(exchange, known);
    }

    /** For a path that has none. */
    Call withoutParameters() {
        parameters();
        return this;
    }

    String variable(String name) {
        return variables.get(name);
    }

    /** The lease's id; what has not the form of one names no lease. */
    String lease() {
        String id = variable("id");
        if (!LeaseToken.isValid(id)) {
            throw new ApiException(ProblemCode.NO_SUCH_LEASE, "There is no such lease; an id looks like vabcdefg.");
        }
        return id;
    }

    boolean wantsStream() {
        return exchange.header("Accept").orElse("").toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** @throws ApiException it was sent more than once: which is meant nobody knows */
    Optional<String> header(String name) {
        List<String> sent = exchange.headers(name);
        if (sent.size() > 1) {
            throw new ApiException(
                    ProblemCode.INVALID_PARAMETER,
                    "Nothing was done: the header " + name + " was sent " + sent.size() + " times; send it once.");
        }
        return sent.stream().findFirst();
    }

    /** The media type without its parameters, in small letters; empty if none is given. */
    String mediaType() {
        return exchange.header("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    byte[] body() {
        return body;
    }

    /** A small JSON object, every fault of it at once. */
    <T> T document(Function<Fields, T> meaning) {
        if (!mediaType().equals("application/json")) {
            throw new ApiException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Nothing was done: send the body as application/json.");
        }
        if (body.length > DOCUMENT_BYTES) {
            throw new ApiException(ProblemCode.TOO_LARGE, "Nothing was done: the body is larger than 4 KiB.");
        }
        List<Fault> faults = new ArrayList<>();
        Fields fields = Fields.of(JsonText.read(new String(body, StandardCharsets.UTF_8), faults), faults);
        check(ProblemCode.UNREADABLE, faults);
        T document = meaning.apply(fields);
        fields.finish();
        check(ProblemCode.INVALID_REQUEST, faults);
        return document;
    }

    private static void check(ProblemCode code, List<Fault> faults) {
        if (!faults.isEmpty()) {
            List<Problem.FieldFault> errors =
                    faults.stream().map(Problem.FieldFault::of).toList();
            throw new ApiException(code, "Nothing was done: " + faults.get(0), errors);
        }
    }
}
