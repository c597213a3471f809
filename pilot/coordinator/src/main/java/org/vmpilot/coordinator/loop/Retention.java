package org.vmpilot.coordinator.loop;

import java.time.Duration;
import org.vmpilot.coordinator.store.StoreException;

/**
 * Forgets leases that ended long ago, when the calendar says so: a few in a turn until there are none, and between two turns comes
 * whoever waits for the loop.
 */
public final class Retention {
    private final EventLoop loop;
    private final Intake intake;
    private final Ports ports;
    private final Duration kept;

    public Retention(EventLoop loop, Intake intake, Ports ports, Duration kept) {
        this.loop = loop;
        this.intake = intake;
        this.ports = ports;
        this.kept = kept;
    }

    /** From any thread. */
    public void forget() {
        loop.post(this::some);
    }

    /** While the store cannot write, there is the next time. */
    private void some() {
        try {
            if (ports.forget(ports.clock().instant().minus(kept))) {
                forget();
            }
        } catch (StoreException e) {
            intake.failed(e);
        }
    }
}
