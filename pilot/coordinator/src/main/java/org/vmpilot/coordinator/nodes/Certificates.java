package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Keeps certificates, and has the node looked at again. */
final class Certificates {
    private static final Logger LOG = LogManager.getLogger(Certificates.class);

    private final Decisions decisions;
    private final Ports ports;
    private final LastSeen lastSeen;
    private final Drains drains;

    Certificates(Decisions decisions, Ports ports, LastSeen lastSeen, Drains drains) {
        this.decisions = decisions;
        this.ports = ports;
        this.lastSeen = lastSeen;
        this.drains = drains;
    }

    /** For the engine's thread. */
    void keep(Certificate certificate) throws StoreException {
        var text = certificate.text();
        var reads = ports.store().reads();
        if (reads.certificates(text.slot(), text.node()).contains(text.content())) {
            return;
        }
        Instant now = ports.clock().instant();
        lastSeen.of(text.slot(), text.node(), now);
        Optional<Lease> lease = decisions.lease(text.slot().lease());
        boolean holds = lease.flatMap(known -> known.slot(text.slot()))
                .flatMap(Slot::holder)
                .filter(holder -> holder.node().equals(text.node()))
                .isPresent();
        boolean news = text.looks() >= reads.looks(text.slot(), text.node());
        if (holds && news) {
            decisions.change(
                    lease.orElseThrow(),
                    new LeaseEvent.OfSlot(text.slot(), certificate.event()),
                    change -> change.with(text));
        } else {
            LOG.info("{} certificate of node {}: {} (kept beside)", text.slot(), text.node(), text.verdict());
            ports.write(List.of(Change.strange(text, now)));
        }
        drains.look(text.node());
    }
}
