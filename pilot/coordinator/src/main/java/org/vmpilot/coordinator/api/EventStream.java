package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vmpilot.coordinator.http.Outflow;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.service.EventQuery;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/**
 * Server-sent events. A stream of one lease ends when the lease has ended and all its events are out; a client that comes back
 * then gets 204, which tells an EventSource to stop. It holds a connection and no thread; a client that takes nothing is left
 * behind, and reads on from the store when it takes again; if what it would read is forgotten by then, the stream ends, and coming back is
 * answered with what is missing.
 */
final class EventStream {
    /** So often at least something is written: that is how a client that went away is noticed. */
    private static final Duration PULSE = Duration.ofSeconds(15);

    private static final byte[] ALIVE = ": alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final Leases leases;
    private final EventFeed feed;
    private final EventQuery query;
    private final Call call;
    private Outflow out;
    private volatile long after;

    EventStream(Leases leases, EventFeed feed, EventQuery query, Call call) {
        this.leases = leases;
        this.feed = feed;
        this.query = query;
        this.call = call;
    }

    void start(long from) {
        after = from;
        // Asked before the events: what is out after "ended" was seen is complete.
        boolean ended = ended();
        List<EventView> events = leases.events(query, after);
        EventRoutes.checkHistory(leases, query, after);
        if (ended && events.isEmpty()) {
            call.answer(Reply.of(204, "", new byte[0]));
            return;
        }
        Reply head =
                new Reply(200, "text/event-stream; charset=utf-8", Map.of("Cache-Control", "no-store"), new byte[0]);
        call.exchange().begin(head).ifPresent(begun -> {
            out = begun;
            write(events);
        });
    }

    private boolean ended() {
        return query.lease().isPresent() && leases.ended(query.lease().get()).orElse(true);
    }

    private void write(List<EventView> events) {
        if (!call.welcome()) {
            out.end();
            return;
        }
        StringBuilder text = new StringBuilder();
        for (EventView event : events) {
            text.append("id: ").append(event.sequence()).append('\n');
            text.append("event: ").append(event.event()).append('\n');
            text.append("data: ").append(new String(ViewJson.bytes(event), StandardCharsets.UTF_8));
            text.append("\n\n");
            after = event.sequence();
        }
        byte[] bytes = events.isEmpty() ? ALIVE : text.toString().getBytes(StandardCharsets.UTF_8);
        var unused = out.write(bytes)
                .thenRunAsync(this::next, call.exchange().threads())
                .exceptionally(failure -> {
                    out.broken(failure);
                    return null;
                });
    }

    /** The client has taken what there was. */
    private void next() {
        if (ended()) {
            List<EventView> events = leases.events(query, after);
            if (events.isEmpty()) {
                out.end();
            } else {
                write(events);
            }
            return;
        }
        feed.enter(new Next(), call.exchange(), PULSE);
    }

    /** Waits for the next events, or for the time to say that the stream lives. */
    private final class Next extends EventFeed.Waiter {
        Next() {
            super(call, query, after);
        }

        @Override
        void events(List<EventView> events) {
            call.exchange().threads().execute(() -> write(events));
        }

        @Override
        void unwelcome() {
            out.end();
        }

        @Override
        void closed(ApiException why) {
            out.end();
        }
    }
}
