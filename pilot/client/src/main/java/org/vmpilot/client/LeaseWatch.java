package org.vmpilot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;

/** Follows one lease: what it is now and what happened since the last look. A coordinator that restarts is waited for. */
public final class LeaseWatch {
    /** What a lease was at a look, and the events since the look before. */
    public record Look(LeaseView lease, List<EventView> events) {}

    private final VmpilotClient client;
    private final String lease;
    private long after;

    public LeaseWatch(VmpilotClient client, String lease) {
        this.client = client;
        this.lease = lease;
    }

    /**
     * Waits up to {@code wait} for something to happen and looks. The events that happened before the first look come with
     * it; call it with no wait.
     *
     * @throws ClientException also if the coordinator was away for about a minute
     */
    public Look next(Duration wait) throws ClientException, InterruptedException {
        return Retrying.ask(() -> look(wait));
    }

    private Look look(Duration wait) throws ClientException, InterruptedException {
        List<EventView> events = new ArrayList<>(client.events(lease, after, wait));
        // The lease is asked after its events, so that it is at least as new as they are.
        LeaseView view = client.get(lease);
        if (view.state().equals("ENDED")) {
            events.addAll(client.events(lease, last(events), Duration.ZERO));
        }
        after = last(events);
        return new Look(view, events);
    }

    private long last(List<EventView> events) {
        return events.isEmpty() ? after : events.get(events.size() - 1).sequence();
    }
}
