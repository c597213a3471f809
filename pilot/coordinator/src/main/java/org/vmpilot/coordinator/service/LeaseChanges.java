package org.vmpilot.coordinator.service;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseToken;

/** Changes of leases that were made: durable when they are answered; nodes are told after that. From any thread. */
public final class LeaseChanges {
    private final EventLoop loop;
    private final Decisions decisions;
    private final InstantSource clock;
    private final AuditLog audit;

    public LeaseChanges(EventLoop loop, Decisions decisions, InstantSource clock, AuditLog audit) {
        this.loop = loop;
        this.decisions = decisions;
        this.clock = clock;
        this.audit = audit;
    }

    /** Empty: for him there is no such lease. Fails with {@link ChangeRefused}. */
    public CompletableFuture<Optional<Lease>> change(LeaseToken token, LeaseChange change, Caller by) {
        return loop.askTogether(() -> {
            Optional<Lease> found = decisions.lease(token).filter(lease -> by.sees(lease.owner()));
            return found.isEmpty() ? found : Optional.of(changed(found.get(), change, by));
        });
    }

    private Lease changed(Lease lease, LeaseChange change, Caller by) throws ChangeRefused, StoreException {
        String words = "changed by " + by.name();
        Optional<LeaseEvent> event = ChangeRules.event(lease, change, clock.instant(), words);
        if (event.isEmpty()) {
            return lease;
        }
        AuditEntry entry = audit.done(by, "set", lease.token().text(), 200, "");
        return decisions.change(lease, event.get(), written -> written.with(entry));
    }
}
