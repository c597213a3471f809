package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.service.Monitoring;

/** What those call that watch the coordinator. */
final class MonitoringRoutes {
    /** OpenMetrics, but for who takes plain text and does not name it. */
    void metrics(Call call) {
        call.withoutParameters();
        String accepts = String.join(",", call.exchange().headers("Accept")).toLowerCase(Locale.ROOT);
        boolean old = accepts.contains("text/plain") && !accepts.contains("application/openmetrics-text");
        Monitoring.MetricsPage page = call.monitoring().metrics(!old);
        call.answer(Reply.of(200, page.type(), page.text().getBytes(StandardCharsets.UTF_8)));
    }

    void health(Call call) {
        boolean alive = call.withoutParameters().monitoring().alive();
        call.answer(uncached(alive ? Reply.words(200, "alive") : Reply.words(503, "the coordinator decides nothing")));
    }

    void ready(Call call) {
        List<String> reasons = call.withoutParameters().monitoring().notReady();
        call.answer(
                uncached(reasons.isEmpty() ? Reply.words(200, "ready") : Reply.words(503, String.join("\n", reasons))));
    }

    private static Reply uncached(Reply reply) {
        return reply.with("Cache-Control", "no-store");
    }
}
