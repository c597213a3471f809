package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.request.RequestException;
import org.vmpilot.coordinator.service.LeaseRefused;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.LeaseView;

/** Leases: create, list, get, end, certificates. */
final class LeaseRoutes {
    private static final String KEY_HEADER = "Idempotency-Key";

    private final Leases leases;
    private final Duration polite;

    LeaseRoutes(Leases leases, Duration polite) {
        this.leases = leases;
        this.polite = polite;
    }

    void create(Context context) throws IOException {
        Call call = new Call(context).onlyParameters();
        LeaseText.Form form = switch (call.mediaType()) {
            case "application/toml" -> LeaseText.Form.TOML;
            case "application/json" -> LeaseText.Form.JSON;
            default ->
                throw new ApiException(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "No lease was made: send the request as application/toml or application/json.");
        };
        Optional<String> key = idempotencyKey(context);
        LeaseView lease = create(request(call.body(LeaseText.MOST_BYTES), form), key);
        context.header("Location", "/v1/leases/" + lease.id());
        Answers.json(context, 201, lease);
    }

    private LeaseRequest request(byte[] body, LeaseText.Form form) {
        try {
            return LeaseText.read(body, form, polite);
        } catch (RequestException e) {
            ProblemCode code = switch (e.kind()) {
                case TOO_LARGE -> ProblemCode.TOO_LARGE;
                case UNREADABLE -> ProblemCode.UNREADABLE;
                case INVALID -> ProblemCode.INVALID_REQUEST;
            };
            List<Problem.FieldFault> errors =
                    e.faults().stream().map(Problem.FieldFault::of).toList();
            throw new ApiException(code, "No lease was made: " + e.faults().get(0), errors);
        }
    }

    private LeaseView create(LeaseRequest request, Optional<String> key) {
        try {
            return leases.create(request, key);
        } catch (LeaseRefused e) {
            List<Problem.FieldFault> errors = e.errors().stream()
                    .map(error -> new Problem.FieldFault(error.field(), null, error.words()))
                    .toList();
            boolean reused = errors.stream().anyMatch(error -> error.field().equals(KEY_HEADER));
            String first = errors.isEmpty()
                    ? ""
                    : ": " + errors.get(0).field() + ": " + errors.get(0).words();
            throw new ApiException(
                    reused ? ProblemCode.KEY_REUSED : ProblemCode.LEASE_REFUSED, "No lease was made" + first, errors);
        }
    }

    private static Optional<String> idempotencyKey(Context context) {
        Optional<String> key = Optional.ofNullable(context.header(KEY_HEADER));
        if (key.isPresent() && !key.get().matches("[!-~]{1,128}")) {
            throw new ApiException(
                    ProblemCode.INVALID_PARAMETER,
                    "No lease was made: " + KEY_HEADER + " must be 1 to 128 visible ASCII characters.");
        }
        return key;
    }

    void list(Context context) {
        Call call = new Call(context).onlyParameters("ended");
        Answers.json(context, 200, Map.of("leases", leases.list(call.flag("ended"))));
    }

    void get(Context context) {
        String id = new Call(context).onlyParameters().lease();
        Answers.json(context, 200, leases.get(id).orElseThrow(() -> noSuchLease(id)));
    }

    void end(Context context) {
        String id = new Call(context).onlyParameters().lease();
        Answers.json(context, 200, leases.end(id, "ended by request").orElseThrow(() -> noSuchLease(id)));
    }

    void certificates(Context context) {
        String id = new Call(context).onlyParameters().lease();
        List<String> texts = leases.certificates(id).orElseThrow(() -> noSuchLease(id));
        Answers.json(
                context,
                200,
                Map.of("certificates", texts.stream().map(ViewJson::certificate).toList()));
    }

    static ApiException noSuchLease(String id) {
        return new ApiException(ProblemCode.NO_SUCH_LEASE, "There is no lease " + id + ".");
    }
}
