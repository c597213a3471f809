package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Forgets leases that ended long ago, when the calendar says so. */
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
        Instant now = ports.clock().instant();
        try {
            ports.write(List.of(Change.forget(now.minus(kept), now)));
        } catch (StoreException e) {
            intake.failed(e);
        }
    }
}
