package org.vmpilot.coordinator.loop;

import java.time.Instant;

/** Wakes the engine once. Any thread may ask. */
public interface Wake {
    /** Wakes at this time, or at once if it is past; replaces what was asked before. */
    void at(Instant due);
}
