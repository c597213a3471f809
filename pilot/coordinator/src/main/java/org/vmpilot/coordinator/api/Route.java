package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Right;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.service.Monitoring;

/**
 * One path and method that the API serves.
 *
 * @param path a part in braces stands for any one
 * @param right what a caller must have
 * @param action its name in the audit
 * @param bodyBytes the longest body that is read
 */
record Route(String method, String path, Right right, String action, int bodyBytes, Handler handler) {
    private static final String DESCRIPTION = "/openapi.yaml";
    private static final String LEASES = "/v1/leases";
    private static final String OFFERS = "/v1/offers";

    /** What needs no token: the API's description, and what says of the process no more than that it is there. */
    static final Set<String> OPEN = Set.of(DESCRIPTION, "/healthz", "/readyz");

    /** What those call that watch: answered when nothing else is. */
    private static final Set<String> PROBES = Set.of("/metrics", "/healthz", "/readyz");

    /** Answers a call, now or later; may wait for the store. */
    interface Handler {
        void handle(Call call);
    }

    static List<Route> all(Duration polite, EventFeed feed) {
        LeaseRoutes lease = new LeaseRoutes(polite);
        EventRoutes events = new EventRoutes(feed);
        SiteRoutes site = new SiteRoutes();
        FreezeRoutes freeze = new FreezeRoutes();
        NodeRoutes node = new NodeRoutes();
        TokenRoutes token = new TokenRoutes();
        HoldRoutes hold = new HoldRoutes();
        MonitoringRoutes monitoring = new MonitoringRoutes();
        UsageRoutes usage = new UsageRoutes();
        return List.of(
                new Route("POST", LEASES, Right.SUBMIT, "create", LeaseText.MOST_BYTES, lease::create),
                new Route("POST", OFFERS, Right.SUBMIT, "offer", LeaseText.MOST_BYTES, lease::offer),
                get(LEASES, Right.READ, lease::list),
                get("/v1/leases/{id}", Right.READ, lease::get),
                new Route(
                        "PATCH",
                        "/v1/leases/{id}",
                        Right.SUBMIT,
                        "set",
                        Call.DOCUMENT_BYTES,
                        new ChangeRoutes()::change),
                post("/v1/leases/{id}/end", Right.SUBMIT, "end", lease::end),
                get("/v1/leases/{id}/events", Right.READ, events::ofLease),
                get("/v1/leases/{id}/certificates", Right.READ, lease::certificates),
                get("/v1/events", Right.READ, events::ofAll),
                get("/v1/nodes", Right.READ_SITE, node::list),
                post("/v1/nodes/{node}/resume", Right.OPERATE, "resume", node::resume),
                get("/v1/status", Right.READ, site::status),
                post("/v1/freeze", Right.OPERATE, "freeze", freeze::freeze),
                post("/v1/thaw", Right.OPERATE, "thaw", freeze::thaw),
                get("/v1/holds", Right.READ_SITE, hold::holds),
                post("/v1/holds", Right.OPERATE, "hold", hold::hold),
                post("/v1/holds/{hold}/release", Right.OPERATE, "release", hold::release),
                get("/v1/windows", Right.READ_SITE, hold::windows),
                post("/v1/tokens", Right.ADMINISTER, "token_create", token::create),
                get("/v1/tokens", Right.ADMINISTER, token::list),
                post("/v1/tokens/{token}/revoke", Right.ADMINISTER, "token_revoke", token::revoke),
                get("/v1/audit", Right.OPERATE, token::audit),
                get("/v1/usage", Right.READ, usage::list),
                get("/metrics", Right.READ_SITE, monitoring::metrics),
                get("/healthz", Right.READ, monitoring::health),
                get("/readyz", Right.READ, monitoring::ready),
                get(DESCRIPTION, Right.READ, site::description));
    }

    private static Route get(String path, Right right, Handler handler) {
        return new Route("GET", path, right, "GET " + path, 0, handler);
    }

    private static Route post(String path, Right right, String action, Handler handler) {
        return new Route("POST", path, right, action, Call.DOCUMENT_BYTES, handler);
    }

    /** Whether it is written down that this was refused: a change was wanted, or more than the role may. */
    boolean audited(ProblemCode code) {
        return switch (code) {
            case INTERNAL, NOT_STORED, BUSY, STOPPING, TOO_SLOW, UNREADABLE -> false;
            case FORBIDDEN -> true;
            default -> !method.equals("GET") && !path.equals(OFFERS);
        };
    }

    /** @throws ApiException if the caller may not */
    void check(Caller caller) {
        if (!right.isOf(caller.role())) {
            throw new ApiException(
                    ProblemCode.FORBIDDEN,
                    "Nothing was done: this needs the role " + right.least().text() + ", and the token of "
                            + caller.name() + " has the role " + caller.role().text() + ".");
        }
    }

    /** Whether it is answered however little memory is left: what ends and frees something, and what needs next to nothing. */
    boolean always() {
        return (method.equals("POST") && !path.equals(LEASES) && !path.equals(OFFERS))
                || path.equals("/v1/status")
                || probe();
    }

    /** Whether it reads memory alone and is for those who watch. */
    boolean probe() {
        return PROBES.contains(path);
    }

    /** What it is counted as. */
    Monitoring.Kind kind() {
        if (probe()) {
            return Monitoring.Kind.PROBE;
        } else if (path.endsWith("/events")) {
            return Monitoring.Kind.EVENTS;
        } else if (method.equals("GET")) {
            return Monitoring.Kind.READ;
        }
        return path.equals(LEASES) ? Monitoring.Kind.CREATE : Monitoring.Kind.CHANGE;
    }

    /** The parts for which braces stand; empty: it is another path. */
    Optional<Map<String, String>> match(String asked) {
        String[] ours = path.split("/", -1);
        String[] theirs = asked.split("/", -1);
        if (ours.length != theirs.length) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < ours.length; i++) {
            if (ours[i].startsWith("{")) {
                variables.put(ours[i].substring(1, ours[i].length() - 1), theirs[i]);
            } else if (!ours[i].equals(theirs[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
