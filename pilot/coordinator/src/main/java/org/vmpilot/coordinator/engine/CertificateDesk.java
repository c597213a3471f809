package org.vmpilot.coordinator.engine;

import java.time.Instant;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** Keeps certificates, and has the node looked at again. */
final class CertificateDesk {
    private static final Logger LOG = LogManager.getLogger(CertificateDesk.class);

    private final Engine engine;

    CertificateDesk(Engine engine) {
        this.engine = engine;
    }

    /** For the engine's thread. */
    void keep(Certificate certificate) throws StoreException {
        var text = certificate.text();
        var reads = engine.ports().store().reads();
        if (reads.certificates(text.slot(), text.node()).contains(text.content())) {
            return;
        }
        Instant now = engine.ports().clock().instant();
        engine.heard().of(text.slot(), text.node(), now);
        Optional<Lease> lease = engine.decisions().lease(text.slot().lease());
        boolean holds = lease.flatMap(known -> known.slot(text.slot()))
                .flatMap(Slot::holder)
                .filter(holder -> holder.node().equals(text.node()))
                .isPresent();
        boolean news = text.looks() >= reads.looks(text.slot(), text.node());
        if (holds && news) {
            engine.decisions()
                    .change(
                            lease.orElseThrow(),
                            new LeaseEvent.OfSlot(text.slot(), certificate.event()),
                            change -> change.with(text));
        } else {
            LOG.info("{} certificate of node {}: {} (kept beside)", text.slot(), text.node(), text.verdict());
            engine.ports().store().commit(Change.strange(text, now));
        }
        engine.upkeep().drains().look(text.node());
    }
}
