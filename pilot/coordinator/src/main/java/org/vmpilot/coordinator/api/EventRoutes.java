package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/** Events of one lease or of all: at once, by long poll, or as a stream. */
final class EventRoutes {
    private final EventFeed feed;

    EventRoutes(EventFeed feed) {
        this.feed = feed;
    }

    /**
     * @param nextAfter what to give as {@code after} for the events that follow
     */
    record EventPage(List<EventView> events, long nextAfter) {
        static EventPage of(List<EventView> events, long after) {
            return new EventPage(
                    events,
                    events.isEmpty() ? after : events.get(events.size() - 1).sequence());
        }
    }

    void ofAll(Call call) {
        answer(call, Optional.empty());
    }

    void ofLease(Call call) {
        String id = call.lease();
        if (call.leases().ended(id).isEmpty()) {
            throw LeaseRoutes.noSuchLease(id);
        }
        answer(call, Optional.of(id));
    }

    private void answer(Call call, Optional<String> lease) {
        Parameters asked = call.parameters("after", "wait");
        Leases leases = call.leases();
        long after = asked.after(leases.newestEvent());
        Duration wait = asked.waitFor();
        if (call.wantsStream()) {
            new EventStream(leases, feed, lease, call).start(after);
            return;
        }
        List<EventView> events = leases.events(lease, after);
        if (!events.isEmpty() || wait.isZero()) {
            call.answer(Answers.json(200, EventPage.of(events, after)));
        } else {
            feed.enter(new LongPoll(call, lease, after), call.exchange(), wait);
        }
    }

    /** A caller whose answer is the first event, or after a time that there was none. */
    private static final class LongPoll extends EventFeed.Waiter {
        private final Call call;
        private final long after;

        LongPoll(Call call, Optional<String> lease, long after) {
            super(call, lease, after);
            this.call = call;
            this.after = after;
        }

        @Override
        void events(List<EventView> events) {
            if (!call.welcome()) {
                unwelcome();
                return;
            }
            call.exchange().threads().execute(() -> call.answer(Answers.json(200, EventPage.of(events, after))));
        }

        @Override
        void unwelcome() {
            call.answer(Answers.failure(Call.unwelcome(), call.name()));
        }

        @Override
        void closed() {
            call.answer(Answers.failure(EventFeed.stopping(), call.name()));
        }
    }
}
