package org.vmpilot.coordinator.alarms;

import java.time.Instant;
import java.util.stream.Stream;
import org.vmpilot.protocol.view.AlarmView;

/** A room that may have something to see to. From any thread. */
public interface AlarmSource {
    /** What is wrong now, read each time from what is known. */
    Stream<AlarmView> alarms(Instant now);
}
