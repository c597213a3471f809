package org.vmpilot.coordinator;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Closes parts in the opposite order of their start, all of them. */
final class Closer implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Closer.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable resource) {}

    <T extends AutoCloseable> T add(String name, T resource) {
        parts.push(new Part(name, resource));
        return resource;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.resource().close();
            } catch (Exception e) {
                LOG.warn("{} did not close: {}", part.name(), e.toString());
            }
        }
    }
}
