package org.vmpilot.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.http.Outflow;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/**
 * Server-sent events. A stream of one lease ends when the lease has ended and all its events are out; a client that comes back
 * then gets 204, which tells an EventSource to stop. It holds a connection and no thread; a client that takes nothing is left
 * behind, and reads on from the store when it takes again.
 */
final class EventStream {
    /** So often at least something is written: that is how a client that went away is noticed. */
    private static final Duration PULSE = Duration.ofSeconds(15);

    private static final byte[] ALIVE = ": alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final Leases leases;
    private final EventFeed feed;
    private final Optional<String> lease;
    private final Call call;
    private Outflow out;
    private volatile long after;

    EventStream(Leases leases, EventFeed feed, Optional<String> lease, Call call) {
        this.leases = leases;
        this.feed = feed;
        this.lease = lease;
        this.call = call;
    }

    void start(long from) {
        after = from;
        // Asked before the events: what is out after "ended" was seen is complete.
        boolean ended = ended();
        List<EventView> events = leases.events(lease, after);
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
        return lease.isPresent() && leases.ended(lease.get()).orElse(true);
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
            List<EventView> events = leases.events(lease, after);
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
            super(call, lease, after);
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
        void closed() {
            out.end();
        }
    }
}
