package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.service.EventQuery;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.protocol.view.EventView;

/**
 * Gives new events to all who wait for some, from one reading of the store: one thread, however many wait. The last ones are kept,
 * so that a stream that comes back for more costs no reading.
 */
final class EventFeed {
    private static final Logger LOG = LogManager.getLogger(EventFeed.class);
    private static final int MOST_WAITING = 4096;
    private static final int KEPT = 1000;

    private final Leases leases;
    /** For the feed's thread. */
    private final LeaseLabels labels;

    private final int most;
    /** News that come after the close are dropped: the loop, which tells them, still runs then. */
    private final ExecutorService thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                Thread events = new Thread(task, "api-events");
                events.setDaemon(true);
                return events;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean news = new AtomicBoolean();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    /** Every event after {@code forgotten} up to {@code read}. */
    private final Deque<Kept> tail = new ArrayDeque<>();

    private long forgotten;
    private long read;
    private boolean closed;

    /** An event, and the project whose it is. */
    private record Kept(EventView event, String project) {}

    /** One who waits for the first events after a sequence, or for a time. */
    abstract static class Waiter {
        private final Call call;
        private final EventQuery query;
        private final long after;
        /** Whether it has been looked what was there when it came; from then on new events are enough. For the feed's thread. */
        private boolean looked;

        private Exchange.Timer timer;

        Waiter(Call call, EventQuery query, long after) {
            this.call = call;
            this.query = query;
            this.after = after;
        }

        /** Called once: it must not wait. None: its time is over. */
        abstract void events(List<EventView> events);

        /** The token with which it came is not valid any more. */
        abstract void unwelcome();

        /** No event will come any more: the API closes, or events are missing. */
        abstract void closed(ApiException why);
    }

    EventFeed(Leases leases) {
        this(leases, MOST_WAITING);
    }

    EventFeed(Leases leases, int most) {
        this.leases = leases;
        this.labels = new LeaseLabels(leases);
        this.most = most;
        this.read = leases.newestEvent();
        this.forgotten = read;
        leases.onEvents(this::changed);
    }

    private void changed() {
        if (news.compareAndSet(false, true)) {
            thread.execute(this::read);
        }
    }

    private void read() {
        news.set(false);
        try {
            List<Kept> events;
            do {
                events = leases.events(EventQuery.all(), read).stream()
                        .map(event ->
                                new Kept(event, leases.project(event.lease()).orElse("")))
                        .toList();
                events.forEach(this::keep);
                give(events);
            } while (!events.isEmpty());
        } catch (RuntimeException e) {
            // Whoever waits asks again at the end of its time; the next news read what is missing here.
            LOG.warn("new events cannot be read: {}", e.getMessage());
        }
    }

    /** @throws RuntimeException if labels have to be read and cannot */
    private List<EventView> mine(Waiter waiter, Iterable<Kept> events) {
        Optional<String> scope = waiter.call.caller().scope();
        List<EventView> mine = new ArrayList<>();
        for (Kept kept : events) {
            EventView event = kept.event();
            if (event.sequence() > waiter.after
                    && (scope.isEmpty() || scope.get().equals(kept.project()))
                    && waiter.query.takes(event)
                    && labels.has(event.lease(), waiter.query.labels())) {
                mine.add(event);
            }
        }
        return mine;
    }

    private void keep(Kept next) {
        tail.add(next);
        read = next.event().sequence();
        if (tail.size() > KEPT) {
            forgotten = tail.remove().event().sequence();
        }
    }

    /** What is new is looked through once for each who waits, and not all that is kept. */
    private void give(List<Kept> events) {
        for (Waiter waiter : waiting()) {
            try {
                List<EventView> mine = waiter.looked ? mine(waiter, events) : List.of();
                if (!mine.isEmpty() && leave(waiter)) {
                    waiter.events(mine);
                }
            } catch (RuntimeException e) {
                // It asks again, from where it was: nothing is missing then.
                LOG.warn("whether new events are for one who waits cannot be read: {}", e.getMessage());
                over(waiter);
            }
        }
    }

    /** @throws ApiException if too many wait already, or the API closes */
    void enter(Waiter waiter, Exchange exchange, Duration time) {
        synchronized (this) {
            if (closed) {
                throw stopping();
            }
            if (waiters.size() >= most) {
                throw new ApiException(
                        ProblemCode.TOO_MANY_WAITING, most + " callers wait already; ask without wait, or later.");
            }
            waiters.add(waiter);
            waiter.timer = exchange.later(() -> over(waiter), time.toMillis());
        }
        thread.execute(() -> look(waiter));
    }

    private void over(Waiter waiter) {
        if (leave(waiter)) {
            waiter.events(List.of());
        }
    }

    /** What came between the caller's own reading and its entering. */
    private void look(Waiter waiter) {
        try {
            if (!waiter.call.welcome()) {
                turnAway(waiter);
                return;
            }
            List<EventView> mine = waiter.after >= forgotten ? mine(waiter, tail) : stored(waiter);
            waiter.looked = mine.isEmpty();
            if (!mine.isEmpty() && leave(waiter)) {
                waiter.events(mine);
            }
        } catch (ApiException e) {
            if (leave(waiter)) {
                waiter.closed(e);
            }
        } catch (RuntimeException e) {
            LOG.warn("events cannot be read for one who waits: {}", e.getMessage());
        }
    }

    /** A token was revoked: who came with it goes now. From any thread. */
    void recheck() {
        thread.execute(() ->
                waiting().stream().filter(waiter -> !waiter.call.welcome()).forEach(this::turnAway));
    }

    private void turnAway(Waiter waiter) {
        if (leave(waiter)) {
            waiter.unwelcome();
        }
    }

    private static List<EventView> stored(Waiter waiter) {
        Leases shown = waiter.call.leases();
        List<EventView> events = shown.events(waiter.query, waiter.after);
        EventRoutes.checkHistory(shown, waiter.query, waiter.after);
        return events;
    }
    /** False: it has its events already, or is about to get them. */
    private synchronized boolean leave(Waiter waiter) {
        boolean waited = waiters.remove(waiter);
        if (waited) {
            waiter.timer.cancel();
        }
        return waited;
    }

    /** How many wait. From any thread. */
    synchronized int callers() {
        return waiters.size();
    }

    private synchronized List<Waiter> waiting() {
        return List.copyOf(waiters);
    }

    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        left.forEach(waiter -> waiter.closed(stopping()));
        thread.shutdown();
    }

    static ApiException stopping() {
        return new ApiException(ProblemCode.STOPPING, "The coordinator stops; ask again later.");
    }
}
