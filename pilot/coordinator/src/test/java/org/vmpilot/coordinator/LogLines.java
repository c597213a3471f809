package org.vmpilot.coordinator;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** A process that logs what a hostile node may have said, and a failure. */
public final class LogLines {
    private static final Logger LOG = LogManager.getLogger(LogLines.class);

    private LogLines() {}

    public static void main(String[] arguments) {
        ThreadContext.put("lease", "vabcdefg");
        ThreadContext.put("slot", "vabcdefga1.1");
        ThreadContext.put("guest", "head");
        ThreadContext.put("who", "root@\"admin1\"");
        LOG.info("vabcdefga1.1 GUEST_FAILED {}", "no \"kernel\"\n2026-01-01T00:00:00.000Z INFO  Decisions: forged");
        ThreadContext.clearAll();
        LOG.error(
                "the loop could not take an event",
                new IllegalStateException("outer\r\nline", new RuntimeException("inner")));
        LOG.info("after");
    }
}
