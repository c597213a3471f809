package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.vmpilot.coordinator.service.Leases;

/** Nodes, status, and the API's own description. */
final class SiteRoutes {
    private final Leases leases;

    SiteRoutes(Leases leases) {
        this.leases = leases;
    }

    void nodes(Context context) {
        new Call(context).onlyParameters();
        Answers.json(context, 200, Map.of("nodes", leases.nodes()));
    }

    void status(Context context) {
        new Call(context).onlyParameters();
        Answers.json(context, 200, leases.status());
    }

    void description(Context context) throws IOException {
        try (InputStream in = SiteRoutes.class.getResourceAsStream("/openapi.yaml")) {
            byte[] text = Objects.requireNonNull(in, "openapi.yaml is part of the program")
                    .readAllBytes();
            context.contentType("application/yaml").result(text);
        }
    }
}
