package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.Later;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.protocol.LeaseToken;

/** What a call says, checked, and its answer. */
final class Call {
    static final int DOCUMENT_BYTES = 4096;

    private final Exchange exchange;
    private final Map<String, String> variables;
    private final byte[] body;

    /** @param variables the parts of the path that its template names, as they were sent */
    Call(Exchange exchange, Map<String, String> variables, byte[] body) {
        this.exchange = exchange;
        this.variables = variables;
        this.body = body;
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
                .exceptionally(failure -> Answers.failure(failure, name()))
                .thenAccept(exchange::answer);
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
