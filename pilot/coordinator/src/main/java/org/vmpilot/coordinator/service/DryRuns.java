package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.offers.Offers;
import org.vmpilot.coordinator.request.RequestDocument;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.OfferView;

/** Answers what a create would come to, and makes nothing. */
public final class DryRuns {
    private final EventLoop loop;
    private final CreateChecks checks;
    private final Offers offers;
    private final Warnings warnings;
    private final NodeViews nodes;
    private final Ports ports;

    public DryRuns(
            EventLoop loop, CreateChecks checks, Offers offers, Warnings warnings, NodeViews nodes, Ports ports) {
        this.loop = loop;
        this.checks = checks;
        this.offers = offers;
        this.warnings = warnings;
        this.nodes = nodes;
        this.ports = ports;
    }

    /** Decides as a create does, in its turn; the rest is read on the asker's thread: it may wait for the LRM. */
    CompletableFuture<CreateChecks.Admitted> admit(LeaseRequest asked, Optional<CallersKey> key, Caller by) {
        return Failures.told(loop.askTogether(() -> checks.admit(asked, key, by)));
    }

    OfferView offer(CreateChecks.Admitted admitted) {
        Lease lease = admitted.lease();
        LeaseRequest request = lease.request();
        Instant now = ports.clock().instant();
        return new OfferView(
                admitted.isNew() ? null : lease.token().text(),
                RequestDocument.of(request),
                request.defaults().orElse(null),
                request.slotCount(),
                offers.nodes(request, nodes.all()),
                new OfferView.Start(null, null, "the LRM (" + ports.lrm().name() + ") gives no estimate of a start"),
                now,
                warnings.of(lease));
    }
}
