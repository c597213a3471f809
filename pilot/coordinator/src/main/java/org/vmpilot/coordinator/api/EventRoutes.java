package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.service.EventQuery;
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
     * @param head the sequence of the newest event there is, wanted or not
     */
    record EventPage(List<EventView> events, long nextAfter, long head) {
        /** @param seen up to where the caller has seen what it wants, if there are no events */
        static EventPage of(List<EventView> events, long seen, long head) {
            long last = events.isEmpty() ? seen : events.get(events.size() - 1).sequence();
            return new EventPage(events, last, Math.max(head, last));
        }
    }

    void ofAll(Call call) {
        Parameters asked = call.parameters("after", "wait", "lease", "event", "state", "label");
        EventQuery query = query(asked, asked.labels());
        answer(call, asked, asked.text("lease").map(query::of).orElse(query));
    }

    void ofLease(Call call) {
        Parameters asked = call.parameters("after", "wait", "event", "state");
        String id = call.lease();
        if (call.leases().ended(id).isEmpty()) {
            throw LeaseRoutes.noSuchLease(id);
        }
        answer(call, asked, query(asked, Map.of()).of(id));
    }

    private static EventQuery query(Parameters asked, Map<String, String> labels) {
        return new EventQuery(
                Optional.empty(),
                asked.words("event", EventQuery.EVENTS),
                asked.words("state", EventQuery.STATES),
                labels,
                Optional.empty());
    }

    private void answer(Call call, Parameters asked, EventQuery query) {
        Leases leases = call.leases();
        // Asked before the events: up to there, what is not among them is not wanted.
        long head = leases.newestEvent();
        long after = asked.after(head);
        Duration wait = asked.waitFor();
        if (call.wantsStream()) {
            new EventStream(leases, feed, query, call).start(after);
            return;
        }
        List<EventView> events = leases.events(query, after);
        checkHistory(leases, query, after);
        // Between the door and here its token may have ended, and with it what it may read.
        if (!call.welcome()) {
            throw Call.unwelcome();
        }
        long seen = Math.max(after, head);
        if (!events.isEmpty() || wait.isZero()) {
            call.answer(Answers.json(200, EventPage.of(events, seen, head)));
        } else {
            feed.enter(new LongPoll(call, query, after, seen), call.exchange(), wait);
        }
    }

    /**
     * For who has just read what comes after a sequence. The history of one lease goes as a whole, and who begins misses nothing that it had seen.
     *
     * @throws ApiException if events may be missing among those that were read
     */
    static void checkHistory(Leases leases, EventQuery query, long after) {
        if (after == 0 || query.lease().isPresent()) {
            return;
        }
        long gone = leases.eventsGone();
        if (after < gone) {
            throw ApiException.historyGone(gone);
        }
    }

    /** A caller whose answer is the first event, or after a time that there was none. */
    private static final class LongPoll extends EventFeed.Waiter {
        private final Call call;
        private final long seen;

        LongPoll(Call call, EventQuery query, long after, long seen) {
            super(call, query, after);
            this.call = call;
            this.seen = seen;
        }

        @Override
        void events(List<EventView> events) {
            if (!call.welcome()) {
                unwelcome();
                return;
            }
            long head = call.leases().newestEvent();
            call.exchange().threads().execute(() -> call.answer(Answers.json(200, EventPage.of(events, seen, head))));
        }

        @Override
        void unwelcome() {
            call.answer(Answers.failure(Call.unwelcome(), call.name()));
        }

        @Override
        void closed(ApiException why) {
            call.answer(Answers.failure(why, call.name()));
        }
    }
}
