package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.protocol.view.NodeView;

/** What the engine does for those who look after nodes. From any thread. */
public final class NodeService {
    /** How long somebody who asks waits for the LRM; it is told again in any case. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final OpenLeases leases;
    private final Nodes nodes;
    private final Ports ports;
    private final NodeViews views;
    private final AuditLog audit;

    public NodeService(EventLoop loop, OpenLeases leases, Nodes nodes, NodeViews views, Ports ports, AuditLog audit) {
        this.loop = loop;
        this.leases = leases;
        this.nodes = nodes;
        this.views = views;
        this.audit = audit;
        this.ports = ports;
    }

    /** See {@link Leases#nodes}. */
    Page<NodeView> page(NodeQuery query) {
        return query.page(views.all());
    }

    Optional<NodeView> one(String node) {
        return views.all().stream().filter(view -> view.node().equals(node)).findFirst();
    }

    /** See {@link Leases#resume}. */
    CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked, Caller by) {
        return views.names().contains(node)
                ? Failures.told(resuming(node, by.called(who), looked, by).thenApply(done -> true))
                : CompletableFuture.completedFuture(false);
    }

    /** Done when the LRM has answered, or after a time. */
    public CompletableFuture<Void> resuming(String node, String who, Optional<String> looked) {
        return resuming(node, who, looked, Caller.admin(who, ""));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the inner one is what is composed
    private CompletableFuture<Void> resuming(String node, String who, Optional<String> looked, Caller by) {
        return loop.ask(() -> lifting(node, who, looked, by))
                .thenCompose(answer -> answer.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private CompletableFuture<Void> lifting(String node, String who, Optional<String> looked, Caller by)
            throws StoreException {
        objection(node, looked).ifPresent(words -> {
            throw new NotCleanException(words);
        });
        Instant now = ports.clock().instant();
        Optional<Change.PersonsLook> look = looked.map(words -> new Change.PersonsLook(now, who, words));
        String words = looked.map(seen -> "looked: " + seen).orElse("");
        return nodes.resume(node, look, audit.done(by, "resume", node, 200, words), now);
    }

    /** Why the drain is not lifted. A person's own look stands for the certificate that is missing, not for one that will come. */
    private Optional<String> objection(String node, Optional<String> looked) {
        Optional<Slot> ending = leases.leases().stream()
                .flatMap(lease -> lease.slots().stream())
                .filter(slot -> slot.state() == SlotState.ENDING && slot.claimed())
                .filter(slot -> slot.holder().orElseThrow().node().equals(node))
                .findFirst();
        if (ending.isPresent()) {
            return Optional.of("slot " + ending.get().key() + " is ending on " + node
                    + ": its certificate is awaited; ask again when it is there");
        }
        if (looked.isPresent()) {
            return Optional.empty();
        }
        return ports.store().reads().doubts().stream()
                .filter(doubt -> doubt.node().equals(node))
                .findFirst()
                .map(doubt -> notClean(node, doubt));
    }

    private static String notClean(String node, StoreReads.Doubt doubt) {
        return node + " is not known to be clean (" + doubt.words() + "). Let it be looked at: as root on " + node
                + ", 'vmpilot-node again " + doubt.slot() + " admin' (in node/ of the installation); ask again when its"
                + " certificate has come. If none can come any more (the node was installed anew), see that it is clean"
                + " and say so: --looked WORDS";
    }
}
