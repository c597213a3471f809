package org.vmpilot.coordinator.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/**
 * Server-sent events. A stream of one lease ends when the lease has ended and all its events are out; a client that comes back
 * then gets 204, which tells an EventSource to stop.
 */
final class EventStream {
    /** So often at least something is written: that is how a client that went away is noticed. */
    private static final Duration PULSE = Duration.ofSeconds(15);

    private final Leases leases;
    private final Optional<String> lease;
    private final HttpServletResponse response;

    EventStream(Leases leases, Optional<String> lease, HttpServletResponse response) {
        this.leases = leases;
        this.lease = lease;
        this.response = response;
    }

    /** Returns when the client has gone or the lease has ended. */
    void send(long from) throws InterruptedException, IOException {
        long after = from;
        boolean begun = false;
        while (true) {
            // Asked before the events: what is out after "ended" was seen is complete.
            boolean ended = ended();
            List<EventView> events = leases.events(lease, after, ended ? Duration.ZERO : begun ? PULSE : Duration.ZERO);
            if (ended && events.isEmpty()) {
                if (!begun) {
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
                return;
            }
            if (!begun) {
                begin();
                begun = true;
            }
            if (!write(events)) {
                return;
            }
            after = events.isEmpty() ? after : events.get(events.size() - 1).sequence();
        }
    }

    private boolean ended() {
        return lease.isPresent()
                && leases.get(lease.get())
                        .map(view -> view.state().equals("ENDED"))
                        .orElse(true);
    }

    private void begin() throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.flushBuffer();
    }

    /** False: the client has gone. */
    private boolean write(List<EventView> events) {
        StringBuilder text = new StringBuilder();
        for (EventView event : events) {
            text.append("id: ").append(event.sequence()).append('\n');
            text.append("event: ").append(event.event()).append('\n');
            text.append("data: ").append(new String(ViewJson.bytes(event), StandardCharsets.UTF_8));
            text.append("\n\n");
        }
        try {
            OutputStream out = response.getOutputStream();
            out.write((events.isEmpty() ? ": alive\n\n" : text.toString()).getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
