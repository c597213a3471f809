package org.vmpilot.coordinator.agents;

import com.google.common.collect.Lists;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.ClaimRule;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.coordinator.nodes.Certificate;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;

/** What the engine does for agents. An answer that fails says nothing: the agent asks again. From any thread. */
public final class AgentService implements Member {
    private static final Logger LOG = LogManager.getLogger(AgentService.class);
    private static final int REPORTS_IN_A_TURN = 50;
    /** A guest that is started again and again has some thousands; a node that makes them up has no end. */
    private static final int REPORTS_OF_A_SLOT = 10_000;

    private final EventLoop loop;
    private final Decisions decisions;
    private final Intake intake;
    private final FreezeState freezeState;
    private final Nodes nodes;
    private final Jobs jobs;
    private final Ports ports;
    private final Settings settings;
    private final LongPolls polls;
    private final Unclaimed unclaimed;
    private final SiteGate gate;

    public AgentService(
            EventLoop loop,
            Decisions decisions,
            Intake intake,
            FreezeState freezeState,
            Nodes nodes,
            Jobs jobs,
            Ports ports,
            Settings settings,
            Admission admission,
            LongPolls polls) {
        this.loop = loop;
        this.decisions = decisions;
        this.intake = intake;
        this.freezeState = freezeState;
        this.nodes = nodes;
        this.jobs = jobs;
        this.ports = ports;
        this.settings = settings;
        this.polls = polls;
        this.gate = new SiteGate(admission, intake);
        this.unclaimed = new Unclaimed(decisions, intake, nodes, jobs, ports);
    }

    @Override
    public void changed(Decisions.Told told) {
        told.changedSlots().forEach(polls::changed);
    }

    /**
     * @param lrmNode the LRM's name of the node that claims
     */
    public CompletableFuture<ClaimAnswer> claim(Claim claim, String lrmNode) {
        return loop.askTogether(() -> {
            nodes.told(claim);
            Optional<Lease> lease = decisions.lease(claim.slot().lease());
            Optional<ClaimAnswer> foreign = ClaimRule.versions(claim.agent());
            if (foreign.isPresent() && foreign.get() instanceof ClaimAnswer.Refused refused) {
                nodes.closed(claim.node(), refused.words());
            }
            Optional<ClaimAnswer> objection = foreign.or(
                            () -> ClaimRule.objection(freezeState.freeze(), lease, claim, lrmNode))
                    .or(() -> ClaimRule.jobOfAnother(
                            decisions.leases().leases(), lease.orElseThrow(), claim, settings.gangs()))
                    .or(() -> gate.objection(lease.orElseThrow(), claim));
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
            intake.offer(lease.token(), new LeaseEvent.OfSlot(claim.slot(), new SlotEvent.ClaimRefused(words)));
        }
    }

    /**
     * A pilot that makes no claim.
     *
     * @param lrmNode the LRM's name of its node
     */
    public CompletableFuture<Void> declined(Declined declined, String lrmNode) {
        return loop.askTogether(() -> {
            unclaimed.declined(declined, lrmNode);
            return null;
        });
    }

    /** The node speaks with its own key. From any thread. */
    void rightKey(String node) {
        nodes.rightKey(node);
    }

    void formerKey(String node) {
        nodes.formerKey(node);
    }

    /** Somebody speaks in the node's name with another key. From any thread. */
    public void wrongKey(String node, String lrmNode) {
        nodes.wrongKey(node);
        loop.post(() -> unclaimed.wrongKey(node, lrmNode));
    }

    /** Somebody speaks in the name of a node that the configuration does not have. From any thread. */
    void unknownNode(String node) {
        if (nodes.unknown(node)) {
            loop.post(() -> unclaimed.unknown(node));
        }
    }

    private ClaimAnswer grant(Lease lease, Claim claim) {
        Holder holder = new Holder(claim.node(), claim.job(), claim.nonce(), claim.bootId(), claim.agent());
        try {
            Lease after = decisions.change(
                    lease,
                    new LeaseEvent.OfSlot(claim.slot(), new SlotEvent.Claimed(holder)),
                    UnaryOperator.identity());
            heard(claim.slot(), claim.node());
            nodes.open(claim.node());
            Slot slot = after.slot(claim.slot()).orElseThrow();
            return new ClaimAnswer.Granted(Orders.of(after, slot, claim, settings.timing(), jobs.notice(after)));
        } catch (StoreException e) {
            LOG.error("{} claim of node {} not written: {}", claim.slot(), claim.node(), e.getMessage());
            return new ClaimAnswer.Later("the coordinator cannot write now");
        }
    }

    private void heard(SlotKey slot, String node) {
        nodes.heard(slot, node);
    }

    /** READY; answered by GO or END, or after a long poll by WAIT. */
    @SuppressWarnings("FutureReturnValueIgnored") // the inner one is what is composed
    public CompletableFuture<Word> ready(SlotCall call, String node) {
        return loop.askTogether(() -> {
                    Optional<Lease> lease = decisions.lease(call.slot().lease());
                    Optional<Slot> slot = held(lease, call, node);
                    if (slot.isPresent()) {
                        heard(call.slot(), node);
                        decisions.change(
                                lease.orElseThrow(),
                                new LeaseEvent.OfSlot(call.slot(), new SlotEvent.Ready()),
                                UnaryOperator.identity());
                    }
                    return slot.isPresent() ? word(call, true) : stranger(call);
                })
                .thenCompose(Function.identity());
    }

    /** Heartbeat; answered by END, or after a long poll by WAIT. */
    @SuppressWarnings("FutureReturnValueIgnored") // the inner one is what is composed
    public CompletableFuture<Word> poll(SlotCall call, String node) {
        return loop.askTogether(() -> {
                    boolean known = held(decisions.lease(call.slot().lease()), call, node)
                            .isPresent();
                    if (known) {
                        heard(call.slot(), node);
                    }
                    return known ? word(call, false) : stranger(call);
                })
                .thenCompose(Function.identity());
    }

    /** For the loop's thread: nothing changes between the look and the wait. */
    private CompletableFuture<Word> word(SlotCall call, boolean ready) {
        return polls.await(
                call.slot(),
                ready,
                call.heard(),
                () -> decisions.lease(call.slot().lease()).flatMap(lease -> lease.slot(call.slot())));
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
        // Others have their turn in between.
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (List<Report> some : Lists.partition(reports, REPORTS_IN_A_TURN)) {
            done = done.thenCompose(before -> loop.askTogether(() -> take(some, node)));
        }
        return done;
    }

    private Void take(List<Report> reports, String node) throws StoreException {
        Map<SlotKey, Set<Integer>> known = new HashMap<>();
        for (Report report : reports) {
            report(
                    report,
                    node,
                    known.computeIfAbsent(
                            report.slot(),
                            slot -> new HashSet<>(ports.store().reads().reports(slot))));
        }
        known.forEach((slot, sequences) -> {
            if (sequences.size() >= REPORTS_OF_A_SLOT) {
                LOG.warn("{} no more reports of node {} are kept: of this slot there are too many", slot, node);
            }
        });
        return null;
    }

    /** @param known the sequences of its slot that are kept already */
    private void report(Report report, String node, Set<Integer> known) throws StoreException {
        Optional<Lease> lease = decisions.lease(report.slot().lease());
        Optional<Slot> slot = held(lease, new SlotCall(report.slot(), report.nonce()), node);
        if (slot.isEmpty()) {
            LOG.warn("{} report {} of node {} dropped: the slot is not its", report.slot(), report.event(), node);
            return;
        }
        heard(report.slot(), node);
        if (known.size() < REPORTS_OF_A_SLOT && known.add(report.sequence())) {
            SlotEvent event = new SlotEvent.Reported(report);
            // A field of the log, where it is written as JSON.
            guest(slot.get(), report).ifPresent(label -> ThreadContext.put("guest", label));
            try {
                decisions.change(
                        lease.orElseThrow(),
                        new LeaseEvent.OfSlot(report.slot(), event),
                        change -> change.with(List.of(report)));
            } finally {
                ThreadContext.remove("guest");
            }
        }
    }

    private static Optional<String> guest(Slot slot, Report report) {
        int index = report.guest().orElse(-1);
        return index >= 0 && index < slot.guests().size()
                ? Optional.of(slot.guests().get(index).order().label())
                : Optional.empty();
    }

    /** Keeps a certificate; done when it is durable. A certificate of a slot that the node does not hold tells of the node only. */
    public CompletableFuture<Void> certificate(Certificate certificate) {
        return loop.askTogether(() -> {
            nodes.keep(certificate);
            return null;
        });
    }
}
