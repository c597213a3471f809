package org.vmpilot.coordinator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vmpilot.coordinator.document.Fingerprint;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.request.RequestException;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.coordinator.service.LeaseQuery;
import org.vmpilot.coordinator.service.LeaseRefused;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.LeaseSummaryView;

/** Leases: create, list, get, end, certificates. */
final class LeaseRoutes {
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final int MOST_CERTIFICATES = 100;
    private static final List<String> STATES =
            List.of("WAITING", "ASSEMBLING", "RETURNING", "ACTIVE", "ENDING", "ENDED");

    private final Duration polite;

    LeaseRoutes(Duration polite) {
        this.polite = polite;
    }

    void create(Call call) {
        Parameters given = call.parameters("project", "dry_run");
        Wish wish = wish(call, given);
        if (given.flag("dry_run")) {
            offer(call, wish);
            return;
        }
        Leases leases = wish.leases();
        call.answer(
                leases.create(wish.request(), wish.key()).exceptionallyCompose(LeaseRoutes::refused),
                id -> made(leases, id));
    }

    /** The dry run under a name of its own: a path whose answers are all of one kind is what generated clients need. */
    void offer(Call call) {
        offer(call, wish(call, call.parameters("project")));
    }

    private static void offer(Call call, Wish wish) {
        call.answer(
                wish.leases().dryRun(wish.request(), wish.key()).exceptionallyCompose(LeaseRoutes::refused),
                offer -> Answers.json(200, offer.get()));
    }

    /** A lease that is asked for, and where. */
    private record Wish(Leases leases, LeaseRequest request, Optional<CallersKey> key) {}

    private Wish wish(Call call, Parameters given) {
        Leases leases = project(call, given).map(call::leases).orElseGet(call::leases);
        LeaseText.Form form = switch (call.mediaType()) {
            case "application/toml" -> LeaseText.Form.TOML;
            case "application/json" -> LeaseText.Form.JSON;
            default ->
                throw new ApiException(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "No lease was made: send the request as application/toml or application/json.");
        };
        Optional<String> key = idempotencyKey(call);
        Asked asked = asked(call.body(), form);
        return new Wish(
                leases, asked.request(), key.map(text -> new CallersKey(text, Fingerprint.of(asked.document()))));
    }

    /** Where the lease is to be made. A submitter learns of no other project whether it is there. */
    private static Optional<String> project(Call call, Parameters given) {
        Optional<String> project = given.text("project");
        project.filter(name -> call.caller().scope().isPresent()
                        ? !call.caller().project().equals(name)
                        : !call.accounts().isProject(name))
                .ifPresent(name -> {
                    throw call.caller().scope().isPresent()
                            ? new ApiException(
                                    ProblemCode.FORBIDDEN,
                                    "No lease was made: this token makes leases of project "
                                            + call.caller().project()
                                            + " alone; in another, it needs the role operator.")
                            : new ApiException(
                                    ProblemCode.INVALID_PARAMETER,
                                    "No lease was made: there is no project of that name.");
                });
        return project;
    }

    private static Reply made(Leases leases, String id) {
        return Answers.json(201, leases.get(id).orElseThrow()).with("Location", "/v1/leases/" + id);
    }

    private record Asked(Value.Table document, LeaseRequest request) {}

    private Asked asked(byte[] body, LeaseText.Form form) {
        try {
            Value.Table document = LeaseText.document(body, form);
            return new Asked(document, LeaseText.request(document, polite));
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

    private static <T> CompletableFuture<T> refused(Throwable failure) {
        if (!(Answers.cause(failure) instanceof LeaseRefused refusal)) {
            return CompletableFuture.failedFuture(failure);
        }
        List<Problem.FieldFault> errors = refusal.errors().stream()
                .map(error -> new Problem.FieldFault(error.field(), null, error.words()))
                .toList();
        boolean reused = errors.stream().anyMatch(error -> error.field().equals(KEY_HEADER));
        String first = errors.isEmpty()
                ? ""
                : ": " + errors.get(0).field() + ": " + errors.get(0).words();
        return CompletableFuture.failedFuture(new ApiException(
                reused ? ProblemCode.KEY_REUSED : ProblemCode.LEASE_REFUSED, "No lease was made" + first, errors));
    }

    private static Optional<String> idempotencyKey(Call call) {
        Optional<String> key = call.header(KEY_HEADER);
        if (key.isPresent() && !key.get().matches("[!-~]{1,128}")) {
            throw new ApiException(
                    ProblemCode.INVALID_PARAMETER,
                    "No lease was made: " + KEY_HEADER + " must be 1 to 128 visible ASCII characters.");
        }
        return key;
    }

    private record LeasePage(List<LeaseSummaryView> leases, String nextPageToken) {}

    private record CertificatePage(List<JsonNode> certificates, String nextPageToken) {}

    void list(Call call) {
        Parameters asked = call.parameters(
                "ended", "state", "name", "node", "since", "key", "label", "owner", "project", "limit", "page_token");
        LeaseQuery query = new LeaseQuery(
                asked.flag("ended"),
                asked.word("state", STATES),
                asked.text("name"),
                asked.text("node"),
                asked.instant("since"),
                asked.text("key"),
                asked.labels(),
                asked.pageToken(),
                asked.limit(),
                asked.text("owner"),
                asked.text("project"));
        Page<LeaseSummaryView> page = page(() -> call.leases().list(query));
        call.answer(Answers.json(200, new LeasePage(page.items(), Parameters.pageToken(page))));
    }

    static <T> T page(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (IllegalArgumentException e) {
            throw Parameters.wrongPage();
        }
    }

    void get(Call call) {
        String id = call.withoutParameters().lease();
        call.answer(Answers.json(200, call.leases().get(id).orElseThrow(() -> noSuchLease(id))));
    }

    void end(Call call) {
        String id = call.withoutParameters().lease();
        call.answer(
                call.leases().end(id),
                found -> Answers.json(200, call.leases().get(id).orElseThrow(() -> noSuchLease(id))));
    }

    void certificates(Call call) {
        Parameters asked = call.parameters("limit", "page_token");
        String id = call.lease();
        int most = Math.min(asked.limit(), MOST_CERTIFICATES);
        Page<String> page = page(() -> call.leases().certificates(id, asked.pageToken(), most))
                .orElseThrow(() -> noSuchLease(id));
        List<JsonNode> certificates =
                page.items().stream().map(ViewJson::certificate).toList();
        call.answer(Answers.json(200, new CertificatePage(certificates, Parameters.pageToken(page))));
    }

    static ApiException noSuchLease(String id) {
        return new ApiException(ProblemCode.NO_SUCH_LEASE, "There is no lease " + id + ".");
    }
}
