package org.vmpilot.client;

import java.util.List;
import org.vmpilot.protocol.view.EventView;

/**
 * Events, oldest first.
 *
 * @param nextAfter what to give as {@code after} for those that follow
 * @param head the sequence of the newest event there is, wanted or not; 0 from a coordinator that does not say it
 */
public record EventPage(List<EventView> events, long nextAfter, long head) {
    public EventPage {
        events = List.copyOf(events);
    }
}
