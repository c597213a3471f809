package org.vmpilot.coordinator.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.vmpilot.coordinator.http.Reply;

/** Status, and the API's own description. */
final class SiteRoutes {
    void status(Call call) {
        call.withoutParameters();
        call.answer(Answers.json(200, call.leases().status()));
    }

    void description(Call call) {
        try (InputStream in = SiteRoutes.class.getResourceAsStream("/openapi.yaml")) {
            byte[] text = Objects.requireNonNull(in, "openapi.yaml is part of the program")
                    .readAllBytes();
            call.answer(Reply.of(200, "application/yaml", text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
