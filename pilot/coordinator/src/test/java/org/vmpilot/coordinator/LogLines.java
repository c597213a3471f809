package org.vmpilot.coordinator;

import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A process that logs what a hostile node may have said, and a failure. */
public final class LogLines {
    private static final Logger LOG = LogManager.getLogger(LogLines.class);

    private LogLines() {}

    public static void main(String[] arguments) {
        try (CloseableThreadContext.Instance fields = CloseableThreadContext.put("lease", "vabcdefg")) {
            fields.put("slot", "vabcdefga1.1");
            LOG.info("vabcdefga1.1 GUEST_FAILED {}", "no \"kernel\"\n2026-01-01T00:00:00.000Z INFO  Decisions: forged");
        }
        LOG.error(
                "the loop could not take an event",
                new IllegalStateException("outer\r\nline", new RuntimeException("inner")));
        LOG.info("after");
    }
}
