package org.vmpilot.agent.loop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vmpilot.agent.machine.Event;

/** Events on their way to the loop, from whatever thread. */
public final class Mailbox {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    public void post(Event event) {
        events.add(event);
    }

    /** The next event; a {@link Event.Tick} if none came within so many milliseconds. */
    public Event await(long millis) throws InterruptedException {
        Event event = events.poll(Math.max(millis, 0), TimeUnit.MILLISECONDS);
        return event == null ? new Event.Tick() : event;
    }
}
