package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.vmpilot.coordinator.metrics.Metrics;
import org.vmpilot.coordinator.metrics.RequestMeter;

/** What the room {@code metrics} does for those outside. */
public final class MonitoringService implements Monitoring {
    private final Metrics metrics;

    public MonitoringService(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public MetricsPage metrics(boolean asOpenMetrics) {
        Metrics.Page page = metrics.page(asOpenMetrics);
        return new MetricsPage(page.type(), page.text());
    }

    @Override
    public boolean alive() {
        return metrics.alive();
    }

    @Override
    public List<String> notReady() {
        return metrics.notReady();
    }

    @Override
    public IntConsumer begun(Kind kind) {
        return metrics.requests().begun(RequestMeter.Kind.valueOf(kind.name()));
    }

    @Override
    public void problems(List<String> codes) {
        metrics.requests().problems(codes);
    }

    @Override
    public void problem(String code) {
        metrics.requests().problem(code);
    }

    @Override
    public void waiting(IntSupplier callers) {
        metrics.requests().waiting(callers);
    }
}
