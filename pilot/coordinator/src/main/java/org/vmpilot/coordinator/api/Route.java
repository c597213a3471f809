package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.request.LeaseText;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.Leases;

/**
 * One path and method that the API serves.
 *
 * @param path a part in braces stands for any one
 * @param bodyBytes the longest body that is read
 */
record Route(String method, String path, int bodyBytes, Handler handler) {
    /** The API's description: the one path that needs no token. */
    static final String DESCRIPTION = "/openapi.yaml";

    /** Answers a call, now or later; may wait for the store. */
    interface Handler {
        void handle(Call call);
    }

    static List<Route> all(Leases leases, Freezing freezing, Duration polite, EventFeed feed) {
        LeaseRoutes lease = new LeaseRoutes(leases, polite);
        EventRoutes events = new EventRoutes(leases, feed);
        SiteRoutes site = new SiteRoutes(leases);
        FreezeRoutes freeze = new FreezeRoutes(freezing, leases);
        NodeRoutes node = new NodeRoutes(leases);
        return List.of(
                new Route("POST", "/v1/leases", LeaseText.MOST_BYTES, lease::create),
                get("/v1/leases", lease::list),
                get("/v1/leases/{id}", lease::get),
                post("/v1/leases/{id}/end", lease::end),
                get("/v1/leases/{id}/events", events::ofLease),
                get("/v1/leases/{id}/certificates", lease::certificates),
                get("/v1/events", events::ofAll),
                get("/v1/nodes", node::list),
                post("/v1/nodes/{node}/resume", node::resume),
                get("/v1/status", site::status),
                post("/v1/freeze", freeze::freeze),
                post("/v1/thaw", freeze::thaw),
                get(DESCRIPTION, site::description));
    }

    private static Route get(String path, Handler handler) {
        return new Route("GET", path, 0, handler);
    }

    private static Route post(String path, Handler handler) {
        return new Route("POST", path, Call.DOCUMENT_BYTES, handler);
    }

    /** Whether it is answered however little memory is left: what ends and frees something, and what needs next to nothing. */
    boolean always() {
        return (method.equals("POST") && !path.equals("/v1/leases")) || path.equals("/v1/status");
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
