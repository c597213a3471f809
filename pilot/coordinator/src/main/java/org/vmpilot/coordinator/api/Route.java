package org.vmpilot.coordinator.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.List;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.Leases;

/** One path and method that the API serves. */
record Route(HandlerType method, String path, Handler handler) {
    /** The API's description: the one path that needs no token. */
    static final String DESCRIPTION = "/openapi.yaml";

    static List<Route> all(Leases leases, Freezing freezing, Duration polite, Waiters waiters) {
        LeaseRoutes lease = new LeaseRoutes(leases, polite);
        EventRoutes events = new EventRoutes(leases, waiters);
        SiteRoutes site = new SiteRoutes(leases);
        FreezeRoutes freeze = new FreezeRoutes(freezing, leases);
        return List.of(
                new Route(HandlerType.POST, "/v1/leases", lease::create),
                new Route(HandlerType.GET, "/v1/leases", lease::list),
                new Route(HandlerType.GET, "/v1/leases/{id}", lease::get),
                new Route(HandlerType.POST, "/v1/leases/{id}/end", lease::end),
                new Route(HandlerType.GET, "/v1/leases/{id}/events", events::ofLease),
                new Route(HandlerType.GET, "/v1/leases/{id}/certificates", lease::certificates),
                new Route(HandlerType.GET, "/v1/events", events::ofAll),
                new Route(HandlerType.GET, "/v1/nodes", site::nodes),
                new Route(HandlerType.POST, "/v1/nodes/{node}/resume", new NodeRoutes(leases)::resume),
                new Route(HandlerType.GET, "/v1/status", site::status),
                new Route(HandlerType.POST, "/v1/freeze", freeze::freeze),
                new Route(HandlerType.POST, "/v1/thaw", freeze::thaw),
                new Route(HandlerType.GET, DESCRIPTION, site::description));
    }
}
