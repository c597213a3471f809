package org.vmpilot.coordinator.metrics;

import com.google.common.base.Ticker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Requests of both doors. Thread-safe. */
public final class RequestMeter {
    private static final double[] BOUNDS = {0.005, 0.025, 0.1, 0.5, 2.5, 10};

    /** What a request is of. */
    public enum Kind {
        /** Makes a lease. */
        CREATE(true),
        /** Changes something else. */
        CHANGE(true),
        /** Reads. */
        READ(true),
        /** Reads events, and may wait for some. */
        EVENTS(false),
        /** Watches: this page of metrics and the like. */
        PROBE(false),
        /** Nothing that is served, or whoever came in vain. */
        OTHER(false),
        /** An agent's; may wait for its answer. */
        AGENT(false);

        private final boolean timed;

        Kind(boolean timed) {
            this.timed = timed;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Ticker ticker;
    private final Counter requests;
    private final Histogram seconds;
    private final Counter refusals;
    private final AtomicReference<IntSupplier> waiting = new AtomicReference<>(() -> 0);

    RequestMeter(Families families, Ticker ticker) {
        this.ticker = ticker;
        this.requests = families.counter(
                "vmpilot_http_requests_total", "Requests that were answered, by what they are of.", "kind", "status");
        this.seconds = families.histogram(
                "vmpilot_http_request_seconds",
                "How long requests took that wait for nothing but the coordinator.",
                BOUNDS,
                "kind");
        this.refusals =
                families.counter("vmpilot_api_problems_total", "Answers of the API that were a problem.", "code");
        families.gauge(
                "vmpilot_event_waiters",
                "Callers that wait for events: open streams and long polls.",
                () -> waiting.get().getAsInt());
        for (Kind kind : Kind.values()) {
            List.of(200, 400, 500).forEach(status -> requests.labelValues(kind.label(), status(status)));
        }
        Arrays.stream(Kind.values()).filter(kind -> kind.timed).forEach(kind -> seconds.labelValues(kind.label()));
    }

    private static String status(int code) {
        return code / 100 + "xx";
    }

    /** A request has come; the one who is given is told the status of its answer. */
    public IntConsumer begun(Kind kind) {
        long began = ticker.read();
        return status -> {
            requests.labelValues(kind.label(), status(status)).inc();
            if (kind.timed) {
                seconds.labelValues(kind.label()).observe(Unit.nanosToSeconds(ticker.read() - began));
            }
        };
    }

    /** @param codes all that there are: a series that is not there until its first event has no rate at it */
    public void problems(List<String> codes) {
        codes.forEach(refusals::labelValues);
    }

    public void problem(String code) {
        refusals.labelValues(code).inc();
    }

    /** @param callers how many wait for events; asked from any thread */
    public void waiting(IntSupplier callers) {
        waiting.set(callers);
    }
}
