package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import org.vmpilot.coordinator.store.StoreException;

/**
 * Forgets leases that ended long ago, and what the audit says of long ago, when the calendar says so: a few in a turn until there are none, and between two turns comes
 * whoever waits for the loop.
 */
public final class Retention {
    private final EventLoop loop;
    private final Intake intake;
    private final Ports ports;
    private final Duration kept;
    private final Duration auditKept;

    public Retention(EventLoop loop, Intake intake, Ports ports, Settings settings) {
        this.loop = loop;
        this.intake = intake;
        this.ports = ports;
        this.kept = settings.keepEnded();
        this.auditKept = settings.auditKept();
    }

    /** From any thread. */
    public void forget() {
        loop.post(this::some);
    }

    /** While the store cannot write, there is the next time. */
    private void some() {
        try {
            Instant now = ports.clock().instant();
            boolean more = ports.forget(now.minus(kept));
            if (ports.forgetAudit(now.minus(auditKept)) || more) {
                forget();
            }
        } catch (StoreException e) {
            intake.failed(e);
        }
    }
}
