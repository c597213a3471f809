package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AgentView;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.NodeFactsView;

/** The room's door: who was heard of, what their certificates say, what the LRM is told of them. */
public final class Nodes implements Member, AlarmSource {
    private final Ports ports;
    private final LastSeen lastSeen;
    private final FactBook facts;
    private final LastSeenWriter writer;
    private final Drains drains;
    private final Certificates certificates;
    private final NodeAlarms alarms;
    private final LrmNodes lrmNodes;
    private final NodeWords words = new NodeWords();
    private final BlackHoles blackHoles;

    public Nodes(
            EventLoop loop, Decisions decisions, Intake intake, LastSeen lastSeen, Ports ports, Settings settings) {
        this.ports = ports;
        this.lastSeen = lastSeen;
        this.facts = new FactBook(ports.store().reads().told());
        this.writer = new LastSeenWriter(ports, lastSeen, facts);
        this.drains = new Drains(loop, intake, ports, settings);
        this.certificates = new Certificates(decisions, ports, lastSeen, drains);
        this.alarms = new NodeAlarms(decisions.leases(), lastSeen, drains, settings.timing(), settings.lrmNames());
        this.lrmNodes = new LrmNodes(ports, settings);
        this.blackHoles = new BlackHoles(settings.lrmNames());
    }

    @Override
    public void recover(List<Lease> open) {
        drains.recover();
    }

    @Override
    public void changed(Decisions.Told told) {
        told.changedSlots()
                .filter(Slot::claimed)
                .filter(slot -> !told.before(slot).map(Slot::verdict).equals(Optional.of(slot.verdict())))
                .forEach(slot -> drains.look(slot.holder().orElseThrow().node()));
        if (told.news()) {
            blackHoles.changed(told).forEach(drains::blackHole);
        }
        if (told.lease().settled()) {
            lastSeen.forget(told.lease());
        }
    }

    @Override
    public void tick(Instant now) throws StoreException {
        writer.write(now);
    }

    @Override
    public void work(Instant now) throws StoreException {
        drains.work(now);
    }

    @Override
    public Stream<Instant> dues(Instant now) {
        return Stream.concat(writer.nextAt().stream(), drains.dues());
    }

    @Override
    public Stream<AlarmView> alarms(Instant now) {
        return Stream.concat(alarms.alarms(now), words.alarms(now));
    }

    /** An agent has spoken. */
    public void heard(SlotKey slot, String node) {
        lastSeen.of(slot, node, ports.clock().instant());
    }

    /** What a claim says of its node and its agent, whatever becomes of the claim. */
    public void told(Claim claim) {
        facts.told(claim, ports.clock().instant());
    }

    /** From any thread. */
    public Optional<AgentView> agent(String node) {
        return facts.agent(node);
    }

    /** From any thread. */
    public Optional<NodeFactsView> facts(String node) {
        return facts.facts(node);
    }

    /** A pilot there says that nothing may be started on the node: somebody has closed it, and whoever opens it needs to lift nothing else. */
    public void closed(String node, String why) {
        blackHoles.forget(node);
        words.closed(node, why, ports.clock().instant());
    }

    /** A pilot has claimed there. From any thread. */
    public void open(String node) {
        words.open(node);
    }

    /** Why its pilots leave at once, as it says itself. From any thread. */
    public Optional<ClosedNode> closed(String node) {
        return words.closed(node, ports.clock().instant());
    }

    /** Nodes to which no pilot is to be sent, by their own names: they said so themselves, or are black holes. From any thread. */
    public Set<String> leftOut() {
        Stream<String> held = drains.all().stream().filter(Drain::heldByHand).map(Drain::node);
        return Stream.concat(words.leftOut(ports.clock().instant()), held).collect(Collectors.toSet());
    }

    /** Somebody speaks in its name with another key. From any thread. */
    public void wrongKey(String node) {
        words.wrongKey(node, ports.clock().instant());
    }

    /**
     * Somebody speaks in the name of a node that is not configured. From any thread.
     *
     * @return whether it was taken notice of: anybody can make up names
     */
    public boolean unknown(String node) {
        return words.unknown(node, ports.clock().instant());
    }

    /** It speaks with its own key. From any thread. */
    public void rightKey(String node) {
        words.rightKey(node);
    }

    /** It still speaks with the key that it had before the site's was changed. From any thread. */
    public void formerKey(String node) {
        words.formerKey(node, ports.clock().instant());
    }

    /** Of agents only: empty when this process has not heard of it. From any thread. */
    public Optional<Instant> heardAt(SlotKey slot) {
        return lastSeen.slot(slot);
    }

    /** Names of all nodes that were ever heard of. From any thread. */
    public Set<String> heard() {
        return lastSeen.nodes().keySet();
    }

    /** Keeps a certificate, and has its node looked at again. */
    public void keep(Certificate certificate) throws StoreException {
        certificates.keep(certificate);
    }

    /** Nodes that are not known to be clean. From any thread; the store is not asked. */
    public Set<String> notClean() {
        return drains.notClean();
    }

    /** What the LRM is told of nodes. From any thread. */
    public Collection<Drain> drains() {
        return drains.all();
    }

    /** From any thread. */
    public Optional<Drain> drain(String node) {
        return drains.of(node);
    }

    /** See {@link Drains#resume}. */
    public CompletableFuture<Void> resume(String node, Optional<Change.PersonsLook> look, AuditEntry audit, Instant now)
            throws StoreException {
        words.open(node);
        blackHoles.forget(node);
        return drains.resume(node, look, audit, now);
    }

    /** Asks the LRM for its nodes if the last answer is old: a slow call, on the asker's thread. */
    public void refresh() {
        lrmNodes.refresh();
    }

    /** The LRM's state of the node at the last {@link #refresh}. From any thread. */
    public Optional<NodeState> lrmState(String node) {
        return lrmNodes.of(node);
    }
}
