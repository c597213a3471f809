package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Keeps certificates, and has the node looked at again. */
final class Certificates {
    private static final Logger LOG = LogManager.getLogger(Certificates.class);

    /** Of slots of leases that nobody knows (any more): they tell of the node, and nothing ever forgets them. */
    private static final int MOST_OF_NO_LEASE = 200;

    private final Map<String, Integer> strangers = new HashMap<>();
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
        if (reads.hasCertificate(text.slot(), text.node(), text.content())) {
            return;
        }
        Instant now = ports.clock().instant();
        Optional<Lease> lease = decisions.lease(text.slot().lease());
        if (lease.isPresent()) {
            lastSeen.of(text.slot(), text.node(), now);
        } else if (strangers.merge(text.node(), 1, Integer::sum) > MOST_OF_NO_LEASE) {
            LOG.warn(
                    "{} certificate of node {} dropped: no lease of it is known, and of such ones it sends too many",
                    text.slot(),
                    text.node());
            return;
        }
        Optional<Slot> held = lease.flatMap(known -> known.slot(text.slot()))
                .filter(slot -> slot.holder()
                        .filter(holder -> holder.node().equals(text.node()))
                        .isPresent())
                .filter(slot -> certificate.recorded() || !hasRecorded(slot));
        // Beside the first one of the holder's, a run that was turned away there may have had more looks.
        boolean news = held.filter(slot -> slot.verdict().isEmpty()).isPresent()
                || text.looks() >= reads.looks(text.slot(), text.node());
        if (held.isPresent() && news) {
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

    /**
     * Whether the slot's holder has recorded it, so that a certificate of nothing is of a run that was turned away before (of a job that the LRM had twice),
     * and late. Of one that is lost whatever comes counts.
     */
    private static boolean hasRecorded(Slot slot) {
        return slot.state() != SlotState.LOST
                && (slot.moments().has(Moment.READY) || slot.moments().has(Moment.STARTING));
    }
}
