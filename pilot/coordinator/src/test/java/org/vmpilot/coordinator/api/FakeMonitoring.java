package org.vmpilot.coordinator.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.vmpilot.coordinator.service.Monitoring;

/** Shows what the test says, and keeps what was counted. */
final class FakeMonitoring implements Monitoring {
    final List<String> answered = new CopyOnWriteArrayList<>();
    final List<String> problems = new CopyOnWriteArrayList<>();
    volatile boolean alive = true;
    volatile List<String> notReady = new ArrayList<>();

    @Override
    public MetricsPage metrics(boolean asOpenMetrics) {
        return new MetricsPage(asOpenMetrics ? "application/openmetrics-text" : "text/plain", "# EOF\n");
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public List<String> notReady() {
        return notReady;
    }

    @Override
    public IntConsumer begun(Kind kind) {
        return status -> answered.add(kind + " " + status);
    }

    @Override
    public void problems(List<String> codes) {}

    @Override
    public void problem(String code) {
        problems.add(code);
    }

    @Override
    public void waiting(IntSupplier callers) {}
}
