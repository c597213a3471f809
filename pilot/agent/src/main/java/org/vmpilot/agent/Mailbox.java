package org.vmpilot.agent;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Events on their way to the loop, from whatever thread. */
final class Mailbox {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    void post(Event event) {
        events.add(event);
    }

    /** The next event; a {@link Event.Tick} if none came within so many milliseconds. */
    Event await(long millis) throws InterruptedException {
        Event event = events.poll(Math.max(millis, 0), TimeUnit.MILLISECONDS);
        return event == null ? new Event.Tick() : event;
    }
}
