package org.vmpilot.coordinator.http;

import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** A service whose every request is counted. */
public final class CountedService implements Service {
    private final Service service;
    private final Supplier<IntConsumer> begun;

    /** @param begun asked at each request for who is told the status of its answer */
    public CountedService(Service service, Supplier<IntConsumer> begun) {
        this.service = service;
        this.begun = begun;
    }

    @Override
    public void serve(Exchange exchange) {
        exchange.onAnswered(begun.get());
        service.serve(exchange);
    }

    @Override
    public Reply refusal(int status, String words) {
        return service.refusal(status, words);
    }

    @Override
    public void close() {
        service.close();
    }
}
