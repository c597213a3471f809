package org.vmpilot.coordinator.http;

/** What a door serves. Thread-safe. */
public interface Service {
    /** Answers now or later; must not wait in the calling thread. What it throws is answered with 500. */
    void serve(Exchange exchange);

    /** How this door says that a request was refused before it could be served. */
    Reply refusal(int status, String words);

    /** The door closes: whoever waits is to be answered now. */
    default void close() {}
}
