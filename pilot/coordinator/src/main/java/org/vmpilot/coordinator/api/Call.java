package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.document.Suggestion;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.protocol.LeaseToken;

/** What a call says: its parameters and its body, checked. */
final class Call {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** The most that a page of a list has, and what it has unless less is asked for. */
    static final int MOST = 500;

    static final int DOCUMENT_BYTES = 4096;

    private final Exchange exchange;
    private final Map<String, String> variables;
    private final byte[] body;
    private Map<String, List<String>> parameters;

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
        var unused = later.thenApplyAsync(reply, exchange.threads())
                .exceptionally(failure -> Answers.failure(failure, name()))
                .thenAccept(exchange::answer);
    }

    String name() {
        return exchange.method() + " " + exchange.path();
    }

    /** A parameter that nobody knows is an error: {@code ?endet=true} must not look like an answer without ended leases. */
    Call onlyParameters(String... known) {
        List<String> names = Arrays.asList(known);
        for (String name : parameters().keySet()) {
            if (!names.contains(name)) {
                String hint = Suggestion.of(name, names)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
                throw wrong("there is no parameter " + name + " here" + hint);
            }
        }
        return this;
    }

    private Map<String, List<String>> parameters() {
        if (parameters == null) {
            try {
                parameters = exchange.parameters();
            } catch (RuntimeException e) {
                throw wrong("the parameters cannot be decoded");
            }
        }
        return parameters;
    }

    Optional<String> parameter(String name) {
        List<String> values = parameters().getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name + " is given " + values.size() + " times");
        }
        return values.stream().findFirst();
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

    boolean flag(String name) {
        String text = parameter(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name + " must be true or false");
        }
        return text.equals("true");
    }

    /** One of these words. */
    Optional<String> word(String name, List<String> words) {
        Optional<String> text = parameter(name);
        if (text.isPresent() && !words.contains(text.get())) {
            throw wrong(name + " must be one of " + String.join(", ", words));
        }
        return text;
    }

    Optional<Instant> instant(String name) {
        try {
            return parameter(name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw wrong(name + " must be an instant, for example 2026-01-31T12:00:00Z");
        }
    }

    int limit() {
        int limit = (int) number("limit", parameter("limit").orElse(Integer.toString(MOST)), MOST);
        if (limit == 0) {
            throw wrong("limit must be within 1 to " + MOST);
        }
        return limit;
    }

    /** Where the page begins. */
    Optional<String> pageToken() {
        try {
            return parameter("page_token")
                    .map(token -> new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw wrongPage();
        }
    }

    static String pageToken(Page<?> page) {
        return page.next()
                .map(next ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }

    static ApiException wrongPage() {
        return wrong("page_token must be next_page_token of an answer before");
    }

    /** The sequence after which events are wanted: Last-Event-ID (a resumed stream) or {@code after}; "head": the newest. */
    long after(long head) {
        Optional<String> resumed = exchange.header("Last-Event-ID");
        if (resumed.isPresent()) {
            return number("Last-Event-ID", resumed.get(), Long.MAX_VALUE);
        }
        String after = parameter("after").orElse("0");
        return after.equals("head") ? head : number("after", after, Long.MAX_VALUE);
    }

    Duration waitFor() {
        return Duration.ofSeconds(number("wait", parameter("wait").orElse("0"), LONGEST_WAIT.toSeconds()));
    }

    boolean wantsStream() {
        return exchange.header("Accept").orElse("").toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    Optional<String> header(String name) {
        return exchange.header(name);
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

    private static long number(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name + " must be a whole number");
        }
        throw wrong(name + " must be within 0 to " + most);
    }

    static ApiException wrong(String detail) {
        return new ApiException(ProblemCode.INVALID_PARAMETER, detail);
    }
}
