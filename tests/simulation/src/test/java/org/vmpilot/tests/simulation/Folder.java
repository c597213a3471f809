package org.vmpilot.tests.simulation;

import java.util.Optional;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Notice;

/** A slot's folder in /run, as far as decisions go by it. */
final class Folder {
    SlotRecord record;
    Optional<Notice> notice = Optional.empty();
    boolean closing;
    /** From the journal's GO line: when, and the lease's duration. */
    long goAt;

    long durationMs;

    Folder(SlotRecord record) {
        this.record = record;
    }

    /** The first notice stays. */
    void notice(Notice why) {
        if (notice.isEmpty()) {
            notice = Optional.of(why);
        }
    }

    /** The journal's line. */
    void note(long atMs, String event, String details) {
        if (event.equals("GO")) {
            goAt = atMs;
            durationMs = Long.parseLong(details.substring(details.indexOf('=') + 1));
        } else if (event.equals("END_MOVED")) {
            durationMs = Long.parseLong(details.substring(details.indexOf('=') + 1)) - goAt;
        }
    }
}
