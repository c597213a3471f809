package org.vmpilot.tests.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.store.AccessToken;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.AuditWanted;
import org.vmpilot.coordinator.store.CertificateText;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.EventRows;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.LeasePages;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.coordinator.store.ToldFacts;
import org.vmpilot.coordinator.store.UsageSum;
import org.vmpilot.coordinator.store.UsageWanted;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;

/** What the coordinator's disk has: it outlives every life of the coordinator. */
final class MemoryJournal implements Journal, Reads {
    final Map<LeaseToken, Lease> leases = new TreeMap<>();
    final List<CertificateText> papers = new ArrayList<>();
    private final Map<String, StoreReads.MadeLease> keys = new HashMap<>();
    private final Map<SlotKey, Set<Integer>> reports = new HashMap<>();
    private final Map<String, Drain> drains = new TreeMap<>();
    private final Map<String, Instant> seen = new LinkedHashMap<>();
    private final Map<String, ToldFacts> told = new TreeMap<>();
    private Optional<Freeze> freeze = Optional.empty();
    private final Map<Long, Hold> holds = new TreeMap<>();
    private long lastHold;
    private long sequence;

    @Override
    public void commit(List<Change> changes) {
        changes.forEach(this::take);
    }

    /** Whether all of it is written or nothing is the matter of who has this disk. */
    @Override
    public void together(Runnable work) {
        work.run();
    }

    /** As it is now, to be put back. */
    Runnable kept() {
        Map<LeaseToken, Lease> keptLeases = new HashMap<>(leases);
        List<CertificateText> keptPapers = List.copyOf(papers);
        Map<String, StoreReads.MadeLease> keptKeys = Map.copyOf(keys);
        Map<SlotKey, Set<Integer>> keptReports = new HashMap<>();
        reports.forEach((slot, known) -> keptReports.put(slot, new HashSet<>(known)));
        Map<String, Drain> keptDrains = Map.copyOf(drains);
        Map<String, Instant> keptSeen = new LinkedHashMap<>(seen);
        Map<String, ToldFacts> keptTold = Map.copyOf(told);
        long keptSequence = sequence;
        return () -> {
            replace(leases, keptLeases);
            papers.clear();
            papers.addAll(keptPapers);
            replace(keys, keptKeys);
            replace(reports, keptReports);
            replace(drains, keptDrains);
            replace(seen, keptSeen);
            replace(told, keptTold);
            sequence = keptSequence;
        };
    }

    private static <K, V> void replace(Map<K, V> map, Map<K, V> with) {
        map.clear();
        map.putAll(with);
    }

    private void take(Change change) {
        change.after().ifPresent(lease -> leases.put(lease.token(), lease));
        change.reports()
                .forEach(report -> reports.computeIfAbsent(report.slot(), slot -> new HashSet<>())
                        .add(report.sequence()));
        change.certificate().ifPresent(papers::add);
        change.key()
                .ifPresent(key -> keys.putIfAbsent(
                        key.text(), new StoreReads.MadeLease(change.lease().orElseThrow(), key.request())));
        seen.putAll(change.seen());
        told.putAll(change.told());
        change.ofNode()
                .ifPresent(of -> of.drain()
                        .ifPresentOrElse(drain -> drains.put(of.node(), drain), () -> drains.remove(of.node())));
        sequence += change.entries().size();
    }

    @Override
    public Optional<Freeze> freeze() {
        return freeze;
    }

    @Override
    public void freeze(Optional<Freeze> next, Optional<AuditEntry> audit) {
        freeze = next;
    }

    @Override
    public List<Hold> holds() {
        return List.copyOf(holds.values());
    }

    @Override
    public long lastHold() {
        return lastHold;
    }

    @Override
    public void hold(Hold hold, AuditEntry audit) {
        holds.put(hold.number(), hold);
        lastHold = hold.number();
    }

    @Override
    public void release(Hold hold, Instant at, AuditEntry audit) {
        holds.remove(hold.number());
    }

    @Override
    public long lastSequence() {
        return sequence;
    }

    @Override
    public List<Lease> openLeases() {
        return leases.values().stream().filter(lease -> !lease.settled()).toList();
    }

    @Override
    public List<LeasePages.Row> leases(LeasePages.Wanted wanted) {
        return List.of();
    }

    @Override
    public Optional<LeaseState> state(LeaseToken token) {
        return lease(token).map(Lease::state);
    }

    @Override
    public boolean forget(Instant before) {
        return false;
    }

    @Override
    public Reads readers() {
        return this;
    }

    @Override
    public Optional<Lease> lease(LeaseToken token) {
        return Optional.ofNullable(leases.get(token));
    }

    @Override
    public Reads reads() {
        return this;
    }

    @Override
    public boolean forgetAudit(Instant before) {
        return false;
    }

    @Override
    public Optional<Owner> owner(LeaseToken token) {
        return lease(token).map(Lease::owner);
    }

    @Override
    public List<StoreReads.Past> past(Instant since) {
        return List.of();
    }

    @Override
    public List<AccessToken> tokens() {
        return List.of();
    }

    @Override
    public List<UsageSum> usage(UsageWanted wanted) {
        return List.of();
    }

    @Override
    public List<AuditView> audit(AuditWanted wanted) {
        return List.of();
    }

    @Override
    public List<EventView> events(EventRows.Wanted wanted, long after, int limit) {
        return List.of();
    }

    @Override
    public long eventsGone() {
        return 0;
    }

    @Override
    public Optional<String> keyOf(LeaseToken lease) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().lease().equals(lease))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public List<StoreReads.KeptCertificate> certificates(
            LeaseToken lease, String afterSlot, String afterNode, int most) {
        return List.of();
    }

    @Override
    public boolean hasCertificate(SlotKey slot, String node, String content) {
        return of(slot, node).stream().anyMatch(paper -> paper.content().equals(content));
    }

    List<CertificateText> of(SlotKey slot, String node) {
        return papers.stream()
                .filter(paper -> paper.slot().equals(slot) && paper.node().equals(node))
                .toList();
    }

    @Override
    public int looks(SlotKey slot, String node) {
        return of(slot, node).stream().mapToInt(CertificateText::looks).max().orElse(0);
    }

    @Override
    public Set<Integer> reports(SlotKey slot) {
        return reports.getOrDefault(slot, Set.of());
    }

    @Override
    public Optional<StoreReads.MadeLease> made(Owner owner, String idempotencyKey) {
        return Optional.ofNullable(keys.get(idempotencyKey));
    }

    @Override
    public List<StoreReads.Doubt> doubts() {
        Map<String, CertificateText> newest = new LinkedHashMap<>();
        papers.forEach(paper -> newest.merge(
                paper.slot() + " " + paper.node(), paper, (old, next) -> next.looks() >= old.looks() ? next : old));
        List<StoreReads.Doubt> doubts = new ArrayList<>();
        newest.values().stream()
                .filter(paper -> paper.verdict() != Verdict.CLEAN)
                .forEach(paper -> doubts.add(doubt(paper.node(), paper.slot(), paper.verdict(), paper.detail())));
        for (Lease lease : leases.values()) {
            lease.slots().stream()
                    .filter(slot -> slot.state() == SlotState.LOST)
                    .forEach(slot -> doubts.add(
                            doubt(slot.holder().orElseThrow().node(), slot.key(), Verdict.UNKNOWN, "no certificate")));
        }
        return doubts;
    }

    private static StoreReads.Doubt doubt(String node, SlotKey slot, Verdict verdict, String words) {
        return new StoreReads.Doubt(node, slot, verdict.name(), words, Instant.EPOCH);
    }

    @Override
    public List<Drain> drains() {
        return List.copyOf(drains.values());
    }

    @Override
    public Map<String, ToldFacts> told() {
        return Map.copyOf(told);
    }

    @Override
    public Map<String, Instant> seen() {
        return Map.copyOf(seen);
    }
}
