package org.vmpilot.coordinator.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.ClaimRule;
import org.vmpilot.coordinator.state.Holder;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.coordinator.state.SlotEvent;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;

/** What the engine does for agents. An answer that fails says nothing: the agent asks again. From any thread. */
public final class AgentDesk {
    private static final Logger LOG = LogManager.getLogger(AgentDesk.class);

    private final Engine engine;
    private final Words words;
    private final CertificateDesk certificates;

    public AgentDesk(Engine engine) {
        this(engine, new Words(engine.settings().timing().longPoll()));
    }

    AgentDesk(Engine engine, Words words) {
        this.engine = engine;
        this.certificates = new CertificateDesk(engine);
        this.words = words;
        engine.decisions().onChange(told -> words.changed(told.lease()));
    }

    /**
     * @param lrmNode the LRM's name of the node that claims
     */
    public CompletableFuture<ClaimAnswer> claim(Claim claim, String lrmNode) {
        return engine.ask(() -> {
            Optional<Lease> lease = engine.decisions().lease(claim.slot().lease());
            Optional<ClaimAnswer> objection =
                    ClaimRule.objection(engine.decisions().frost().freeze(), lease, claim, lrmNode);
            if (objection.isPresent()) {
                LOG.info("{} claim of node {}, job {}: {}", claim.slot(), claim.node(), claim.job(), objection.get());
                lease.ifPresent(known -> refused(known, claim, objection.get()));
                return objection.get();
            }
            return grant(lease.orElseThrow(), claim);
        });
    }

    private void refused(Lease lease, Claim claim, ClaimAnswer objection) {
        if (objection instanceof ClaimAnswer.Refused refused
                && lease.slot(claim.slot()).isPresent()) {
            String words = "of node " + claim.node() + ", job " + claim.job() + ": " + refused.words();
            engine.intake()
                    .offer(lease.token(), new LeaseEvent.OfSlot(claim.slot(), new SlotEvent.ClaimRefused(words)));
        }
    }

    private ClaimAnswer grant(Lease lease, Claim claim) {
        Holder holder = new Holder(claim.node(), claim.job(), claim.nonce(), claim.bootId());
        try {
            Lease after = engine.decisions()
                    .change(
                            lease,
                            new LeaseEvent.OfSlot(claim.slot(), new SlotEvent.Claimed(holder)),
                            UnaryOperator.identity());
            heard(claim.slot(), claim.node());
            Slot slot = after.slot(claim.slot()).orElseThrow();
            return new ClaimAnswer.Granted(Orders.of(
                    after,
                    slot,
                    claim,
                    engine.settings().timing(),
                    engine.upkeep().grants().notice(after)));
        } catch (StoreException e) {
            LOG.error("{} claim of node {} not written: {}", claim.slot(), claim.node(), e.getMessage());
            return new ClaimAnswer.Later("the coordinator cannot write now");
        }
    }

    private void heard(SlotKey slot, String node) {
        engine.heard().of(slot, node, engine.ports().clock().instant());
    }

    /** READY; answered by GO or END, or after a long poll by WAIT. */
    public CompletableFuture<Word> ready(SlotCall call, String node) {
        return engine.ask(() -> {
                    Optional<Lease> lease = engine.decisions().lease(call.slot().lease());
                    Optional<Slot> slot = held(lease, call, node);
                    if (slot.isPresent()) {
                        heard(call.slot(), node);
                        engine.decisions()
                                .change(
                                        lease.orElseThrow(),
                                        new LeaseEvent.OfSlot(call.slot(), new SlotEvent.Ready()),
                                        UnaryOperator.identity());
                    }
                    return slot.isPresent();
                })
                .thenCompose(known -> known ? word(call, true) : stranger(call));
    }

    /** Heartbeat; answered by END, or after a long poll by WAIT. */
    public CompletableFuture<Word> poll(SlotCall call, String node) {
        return engine.ask(() -> {
                    boolean known = held(engine.decisions().lease(call.slot().lease()), call, node)
                            .isPresent();
                    if (known) {
                        heard(call.slot(), node);
                    }
                    return known;
                })
                .thenCompose(known -> known ? word(call, false) : stranger(call));
    }

    private CompletableFuture<Word> word(SlotCall call, boolean ready) {
        return words.await(
                call.slot(),
                ready,
                () -> engine.decisions()
                        .book()
                        .lease(call.slot().lease())
                        .or(() ->
                                engine.ports().store().reads().lease(call.slot().lease()))
                        .flatMap(lease -> lease.slot(call.slot())));
    }

    private static CompletableFuture<Word> stranger(SlotCall call) {
        return CompletableFuture.completedFuture(
                new Word.End(Notice.FAILED, "slot " + call.slot() + " is not held by this run of the agent"));
    }

    private static Optional<Slot> held(Optional<Lease> lease, SlotCall call, String node) {
        return lease.flatMap(known -> known.slot(call.slot()))
                .filter(slot -> slot.heldBy(call.nonce()))
                .filter(slot -> slot.holder().orElseThrow().node().equals(node));
    }

    /** Takes reports; those that are known, or of another run of an agent, are dropped. Done when they are durable. */
    public CompletableFuture<Void> report(List<Report> reports, String node) {
        return engine.ask(() -> {
            for (Report report : reports) {
                report(report, node);
            }
            return null;
        });
    }

    private void report(Report report, String node) throws StoreException {
        Optional<Lease> lease = engine.decisions().lease(report.slot().lease());
        Optional<Slot> slot = held(lease, new SlotCall(report.slot(), report.nonce()), node);
        if (slot.isEmpty()) {
            LOG.warn("{} report {} of node {} dropped: the slot is not its", report.slot(), report.event(), node);
            return;
        }
        heard(report.slot(), node);
        Set<Integer> known = engine.ports().store().reads().reports(report.slot());
        if (!known.contains(report.sequence())) {
            SlotEvent event = new SlotEvent.Reported(report);
            engine.decisions()
                    .change(
                            lease.orElseThrow(),
                            new LeaseEvent.OfSlot(report.slot(), event),
                            change -> change.with(List.of(report)));
        }
    }

    /** Keeps a certificate; done when it is durable. A certificate of a slot that the node does not hold tells of the node only. */
    public CompletableFuture<Void> certificate(Certificate certificate) {
        return engine.ask(() -> {
            certificates.keep(certificate);
            return null;
        });
    }
}
