package org.vmpilot.coordinator.metrics;

import com.google.common.base.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Executor;
import org.vmpilot.coordinator.store.Journal;

/** What is counted where it happens: put around the loop's thread, the store and the doors before anything runs. */
public final class Meters {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Ticker ticker;
    private final RequestMeter requests;
    private MeteredExecutor loop;
    private MeteredJournal journal;

    public Meters(Ticker ticker) {
        this.ticker = ticker;
        this.requests = new RequestMeter(new Families(registry), ticker);
    }

    /** The same thread, measured. Call once. */
    public Executor loop(Executor thread) {
        loop = new MeteredExecutor(thread, new Families(registry), ticker);
        return loop;
    }

    /** The same store, measured. Call once. */
    public Journal journal(Journal store) {
        journal = new MeteredJournal(store, new Families(registry), ticker);
        return journal;
    }

    public RequestMeter requests() {
        return requests;
    }

    MeteredExecutor loop() {
        return loop;
    }

    MeteredJournal journal() {
        return journal;
    }

    PrometheusRegistry registry() {
        return registry;
    }

    Ticker ticker() {
        return ticker;
    }
}
