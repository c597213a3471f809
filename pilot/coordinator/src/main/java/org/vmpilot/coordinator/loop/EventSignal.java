package org.vmpilot.coordinator.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says after each commit that made events how far they go, to whoever waits for some. Asking costs nothing and waits for nobody. */
public final class EventSignal implements Member {
    private final Ports ports;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long newest;

    public EventSignal(Ports ports) {
        this.ports = ports;
        this.newest = ports.store().lastSequence();
    }

    @Override
    public void changed(Decisions.Told told) {
        if (told.news()) {
            newest = ports.store().lastSequence();
            listeners.forEach(Runnable::run);
        }
    }

    /** The sequence of the newest event that is durable. From any thread. */
    public long newest() {
        return newest;
    }

    /** Runs it after news; it must not wait. From any thread. */
    public void onNews(Runnable listener) {
        listeners.add(listener);
    }
}
