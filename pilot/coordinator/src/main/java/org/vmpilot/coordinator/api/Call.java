package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.JsonText;
import org.vmpilot.coordinator.document.Suggestion;
import org.vmpilot.protocol.LeaseToken;

/** What a call says: its parameters and its body, checked. */
final class Call {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int DOCUMENT_BYTES = 4096;

    private final Context context;

    Call(Context context) {
        this.context = context;
    }

    /** A parameter that nobody knows is an error: {@code ?endet=true} must not look like an answer without ended leases. */
    Call onlyParameters(String... known) {
        List<String> names = Arrays.asList(known);
        for (String name : context.queryParamMap().keySet()) {
            if (!names.contains(name)) {
                String hint = Suggestion.of(name, names)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
                throw wrong("there is no parameter " + name + " here" + hint);
            }
        }
        return this;
    }

    /** The lease's id; what has not the form of one names no lease. */
    String lease() {
        String id = context.pathParam("id");
        if (!LeaseToken.isValid(id)) {
            throw new ApiException(ProblemCode.NO_SUCH_LEASE, "There is no such lease; an id looks like vabcdefg.");
        }
        return id;
    }

    boolean flag(String name) {
        String text = context.queryParam(name);
        if (text == null || "false".equals(text)) {
            return false;
        }
        if (!"true".equals(text)) {
            throw wrong(name + " must be true or false");
        }
        return true;
    }

    /** The sequence after which events are wanted: Last-Event-ID (a resumed stream) or {@code after}. */
    long after() {
        String resumed = context.header("Last-Event-ID");
        return resumed == null
                ? number("after", context.queryParam("after"), Long.MAX_VALUE)
                : number("Last-Event-ID", resumed, Long.MAX_VALUE);
    }

    Duration waitFor() {
        return Duration.ofSeconds(number("wait", context.queryParam("wait"), LONGEST_WAIT.toSeconds()));
    }

    boolean wantsStream() {
        String accept = context.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** The media type without its parameters, in small letters; empty if none is given. */
    String mediaType() {
        String type = context.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The body, cut one byte beyond {@code most}, so that a reader sees that it is too long. */
    byte[] body(int most) throws IOException {
        try (InputStream in = context.req().getInputStream()) {
            return in.readNBytes(most + 1);
        }
    }

    /** A small JSON object, every fault of it at once. */
    <T> T document(Function<Fields, T> meaning) throws IOException {
        byte[] body = body(DOCUMENT_BYTES);
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
        if (text == null) {
            return 0;
        }
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

    private static ApiException wrong(String detail) {
        return new ApiException(ProblemCode.INVALID_PARAMETER, detail);
    }
}
