package org.vmpilot.client;

import java.time.Duration;
import java.util.List;
import org.vmpilot.protocol.view.EventView;

/** Follows events, each once. A coordinator that restarts is waited for. */
public final class EventWatch {
    private final VmpilotClient client;
    private final EventFilter filter;
    private long after;
    private boolean more = true;

    /** @param after the events that follow this sequence */
    public EventWatch(VmpilotClient client, EventFilter filter, long after) {
        this.client = client;
        this.filter = filter;
        this.after = after;
    }

    /**
     * The next events, at most 500; waits up to {@code wait} for the first one.
     *
     * @throws ClientException of kind GONE if some that were to come are forgotten; also if the coordinator was away for about a minute
     */
    public List<EventView> next(Duration wait) throws ClientException, InterruptedException {
        EventPage page = Retrying.ask(() -> client.events(filter, after, wait));
        more = !page.events().isEmpty();
        after = page.nextAfter();
        return page.events();
    }

    /** Whether there may be more without waiting for it. */
    public boolean mayHaveMore() {
        return more;
    }
}
