package org.vmpilot.coordinator.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The ways in which a family of series comes into the registry. A name that ends with its unit says so. */
final class Families {
    private final PrometheusRegistry registry;

    Families(PrometheusRegistry registry) {
        this.registry = registry;
    }

    private static Unit unit(String name) {
        String base = name.replaceFirst("_total$", "");
        return base.endsWith("_seconds") ? Unit.SECONDS : base.endsWith("_bytes") ? Unit.BYTES : null;
    }

    /** @param name ends with {@code _total} */
    Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** One that is counted elsewhere, and never less there. */
    void counter(String name, String help, LongSupplier count) {
        CounterWithCallback.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .callback(callback -> callback.call((double) count.getAsLong()))
                .register(registry);
    }

    /** Likewise, in nanoseconds there and in seconds here. */
    void secondsCounter(String name, String help, LongSupplier nanos) {
        CounterWithCallback.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .callback(callback -> callback.call(Unit.nanosToSeconds(nanos.getAsLong())))
                .register(registry);
    }

    void gauge(String name, String help, Supplier<? extends Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .callback(callback -> callback.call(value.get().doubleValue()))
                .register(registry);
    }

    /** A series for each entry. */
    void gauge(String name, String help, String label, Supplier<Map<String, ? extends Number>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .labelNames(label)
                .callback(callback -> values.get().forEach((word, value) -> callback.call(value.doubleValue(), word)))
                .register(registry);
    }

    /** @param bounds upper ones, in seconds */
    Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .unit(unit(name))
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }
}
