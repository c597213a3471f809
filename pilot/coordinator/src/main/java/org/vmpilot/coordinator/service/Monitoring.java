package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** What the coordinator shows of itself to those who watch it. Thread-safe; waits for nobody. */
public interface Monitoring {
    /** What a request is of. */
    enum Kind {
        CREATE,
        CHANGE,
        READ,
        EVENTS,
        PROBE,
        OTHER
    }

    /** @param type the media type, with its version */
    record MetricsPage(String type, String text) {}

    /** All series now; else than as OpenMetrics in the older text format. */
    MetricsPage metrics(boolean asOpenMetrics);

    /** Whether it still decides. */
    boolean alive();

    /** Why callers are better sent elsewhere, or later; none: it is ready. */
    List<String> notReady();

    /** A request has come; who is given is to be told the status of its answer. */
    IntConsumer begun(Kind kind);

    /** @param codes all problems that answers can be */
    void problems(List<String> codes);

    /** An answer was this problem. */
    void problem(String code);

    /** @param callers how many wait for events */
    void waiting(IntSupplier callers);
}
