package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.jobs.LrmHealth;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.EventSignal;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change.IdempotencyKey;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;
import org.vmpilot.protocol.view.StatusView;

/** What the engine does for a workspace service. */
public final class LeaseService implements Leases {
    private static final int EVENTS_AT_ONCE = 500;
    private static final Caller LOCAL = Caller.admin(Caller.LOCAL, "");

    private final EventLoop loop;
    private final Decisions decisions;
    private final FreezeState freezeState;
    private final Jobs jobs;
    private final EventSignal signal;
    private final Alarms alarms;
    private final NodeService nodes;
    private final LeaseViews views;
    private final HoldViews holds;
    private final Ports ports;
    private final CreateChecks checks;
    private final DryRuns dryRuns;
    private final LeaseLists lists;
    private final Reads reads;
    private final String version;
    private final Instant startedAt;
    private final AuditLog audit;
    private final LeaseChanges changes;

    public LeaseService(
            EventLoop loop,
            Decisions decisions,
            FreezeState freezeState,
            Jobs jobs,
            EventSignal signal,
            Alarms alarms,
            NodeService nodes,
            LeaseViews views,
            HoldViews holds,
            Ports ports,
            CreateChecks checks,
            DryRuns dryRuns,
            AuditLog audit,
            String version) {
        this.loop = loop;
        this.decisions = decisions;
        this.freezeState = freezeState;
        this.jobs = jobs;
        this.signal = signal;
        this.alarms = alarms;
        this.nodes = nodes;
        this.views = views;
        this.holds = holds;
        this.ports = ports;
        this.checks = checks;
        this.dryRuns = dryRuns;
        this.reads = ports.store().readers();
        this.lists = new LeaseLists(decisions.leases(), reads, views);
        this.version = version;
        this.audit = audit;
        this.changes = new LeaseChanges(loop, decisions, ports.clock(), audit);
        this.startedAt = ports.clock().instant();
    }

    @Override
    public Leases as(Caller caller) {
        return new CallersLeases(this, caller);
    }

    @Override
    public CompletableFuture<String> create(LeaseRequest request, Optional<CallersKey> key) {
        return create(request, key, LOCAL);
    }

    CompletableFuture<String> create(LeaseRequest request, Optional<CallersKey> key, Caller by) {
        return Failures.told(
                make(request, key, by).thenApply(lease -> lease.token().text()));
    }

    public CompletableFuture<Lease> make(LeaseRequest request, Optional<CallersKey> key) {
        return make(request, key, LOCAL);
    }

    public CompletableFuture<Lease> make(LeaseRequest request, Optional<CallersKey> key, Caller by) {
        return loop.askTogether(() -> made(request, key, by));
    }

    private Lease made(LeaseRequest asked, Optional<CallersKey> key, Caller by) throws LeaseRefused, StoreException {
        CreateChecks.Admitted admitted = checks.admit(asked, key, by);
        Lease lease = admitted.lease();
        if (admitted.isNew()) {
            AuditEntry entry = audit.done(
                    by, "create", lease.token().text(), 201, lease.request().name());
            decisions.create(
                    lease,
                    key.map(known -> new IdempotencyKey(known.text(), known.document())),
                    change -> change.with(entry));
        }
        return lease;
    }

    @Override
    public CompletableFuture<Supplier<OfferView>> dryRun(LeaseRequest request, Optional<CallersKey> key) {
        return dryRun(request, key, LOCAL);
    }

    CompletableFuture<Supplier<OfferView>> dryRun(LeaseRequest request, Optional<CallersKey> key, Caller by) {
        return dryRuns.admit(request, key, by).thenApply(admitted -> () -> dryRuns.offer(admitted));
    }

    @Override
    public Page<LeaseSummaryView> list(LeaseQuery query) {
        return lists.leases(query);
    }

    @Override
    public Optional<String> project(String lease) {
        return owner(lease).map(Owner::project);
    }

    Optional<Owner> owner(String lease) {
        if (!LeaseToken.isValid(lease)) {
            return Optional.empty();
        }
        LeaseToken token = new LeaseToken(lease);
        return decisions.leases().lease(token).map(Lease::owner).or(() -> reads.owner(token));
    }

    private Optional<Lease> find(String id) {
        if (!LeaseToken.isValid(id)) {
            return Optional.empty();
        }
        LeaseToken token = new LeaseToken(id);
        return decisions.leases().lease(token).or(() -> reads.lease(token));
    }

    @Override
    public Optional<LeaseView> get(String lease) {
        return find(lease).map(found -> views.lease(found, reads.keyOf(found.token())));
    }

    @Override
    public Optional<Boolean> ended(String lease) {
        if (!LeaseToken.isValid(lease)) {
            return Optional.empty();
        }
        LeaseToken token = new LeaseToken(lease);
        return decisions
                .leases()
                .lease(token)
                .map(Lease::state)
                .or(() -> reads.state(token))
                .map(LeaseState.ENDED::equals);
    }

    @Override
    public CompletableFuture<Boolean> end(String lease) {
        return end(lease, LOCAL);
    }

    CompletableFuture<Boolean> end(String lease, Caller by) {
        return LeaseToken.isValid(lease)
                ? Failures.told(ending(new LeaseToken(lease), "ended by " + by.name(), by)
                        .thenApply(Optional::isPresent))
                : CompletableFuture.completedFuture(false);
    }

    public CompletableFuture<Optional<Lease>> ending(LeaseToken token, String words) {
        return ending(token, words, LOCAL);
    }

    /** Empty: for him there is no such lease. Who ends what ends already changes nothing, and is in no audit. */
    private CompletableFuture<Optional<Lease>> ending(LeaseToken token, String words, Caller by) {
        return loop.askTogether(() -> {
            Optional<Lease> found = decisions.lease(token).filter(lease -> by.sees(lease.owner()));
            return found.isEmpty() ? found : Optional.of(ended(found.get(), words, by));
        });
    }

    private Lease ended(Lease lease, String words, Caller by) throws StoreException {
        AuditEntry entry = audit.done(by, "end", lease.token().text(), 200, "");
        return decisions.change(
                lease, new LeaseEvent.EndWanted(words), change -> change.idle() ? change : change.with(entry));
    }

    @Override
    public CompletableFuture<Boolean> change(String lease, LeaseChange change) {
        return change(lease, change, LOCAL);
    }

    CompletableFuture<Boolean> change(String lease, LeaseChange change, Caller by) {
        return LeaseToken.isValid(lease)
                ? Failures.told(
                        changes.change(new LeaseToken(lease), change, by).thenApply(Optional::isPresent))
                : CompletableFuture.completedFuture(false);
    }

    @Override
    public List<EventView> events(EventQuery query, long after) {
        return reads.events(query.wanted(), after, EVENTS_AT_ONCE);
    }

    @Override
    public long eventsGone() {
        return reads.eventsGone();
    }

    @Override
    public Map<String, String> labels(String lease) {
        return find(lease).map(found -> found.terms().labels()).orElse(Map.of());
    }

    @Override
    public long newestEvent() {
        return signal.newest();
    }

    @Override
    public void onEvents(Runnable news) {
        signal.onNews(news);
    }

    @Override
    public Optional<Page<String>> certificates(String lease, Optional<String> from, int most) {
        return ended(lease).isPresent()
                ? Optional.of(lists.certificates(new LeaseToken(lease), from, most))
                : Optional.empty();
    }

    @Override
    public Page<NodeView> nodes(NodeQuery query) {
        return nodes.page(query);
    }

    @Override
    public Optional<NodeView> node(String node) {
        return nodes.one(node);
    }

    @Override
    public CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked) {
        return resume(node, who, looked, LOCAL);
    }

    CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked, Caller by) {
        return nodes.resume(node, who, looked, by);
    }

    @Override
    public StatusView status() {
        return status(LOCAL);
    }

    /** Whoever sees not all leases is told of no alarms: they name nodes and others' leases. */
    StatusView status(Caller by) {
        LrmHealth.View health = jobs.health();
        List<LeaseState> states = decisions.leases().leases().stream()
                .filter(lease -> by.sees(lease.owner()))
                .map(lease -> lease.state())
                .toList();
        return new StatusView(
                version,
                startedAt,
                ports.lrm().name(),
                health.answers(),
                health.askedAt().orElse(null),
                Collections.frequency(states, LeaseState.ACTIVE),
                states.size() - Collections.frequency(states, LeaseState.ENDED),
                freezeState
                        .freeze()
                        .map(mark -> new FreezeView(mark.since(), mark.who(), mark.why()))
                        .orElse(null),
                by.scope().isPresent() ? null : alarms.all(),
                holds.holds(by),
                holds.windows(by));
    }
}
