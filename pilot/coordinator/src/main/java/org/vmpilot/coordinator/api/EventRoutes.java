package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/** Events of one lease or of all: at once, by long poll, or as a stream. */
final class EventRoutes {
    private final Leases leases;
    private final Waiters waiters;

    EventRoutes(Leases leases, Waiters waiters) {
        this.leases = leases;
        this.waiters = waiters;
    }

    /**
     * @param nextAfter what to give as {@code after} for the events that follow
     */
    record EventPage(List<EventView> events, long nextAfter) {}

    void ofAll(Context context) throws IOException {
        answer(context, Optional.empty());
    }

    void ofLease(Context context) throws IOException {
        String id = new Call(context).lease();
        if (leases.get(id).isEmpty()) {
            throw LeaseRoutes.noSuchLease(id);
        }
        answer(context, Optional.of(id));
    }

    private void answer(Context context, Optional<String> lease) throws IOException {
        Call call = new Call(context).onlyParameters("after", "wait");
        long after = call.after();
        Duration wait = call.waitFor();
        waiters.enter();
        try {
            if (call.wantsStream()) {
                new EventStream(leases, lease, context.res()).send(after);
            } else {
                List<EventView> events = leases.events(lease, after, wait);
                long next =
                        events.isEmpty() ? after : events.get(events.size() - 1).sequence();
                Answers.json(context, 200, new EventPage(events, next));
            }
        } catch (InterruptedException e) {
            throw Waiters.stopping();
        } finally {
            waiters.leave();
        }
    }
}
