package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.jobs.LrmHealth;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.MacAddresses;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.EventSignal;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.service.LeaseRefused.FieldError;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change.IdempotencyKey;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.RequestJson;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.StatusView;

/** What the engine does for a workspace service. */
public final class LeaseService implements Leases {
    private static final int EVENTS_AT_ONCE = 500;
    private static final int NAMES_TRIED = 100;
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
    private final LeaseLimits limits;
    private final LeaseLists lists;
    private final Reads reads;
    private final String version;
    private final Instant startedAt;
    private final AuditLog audit;

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
            CoordinatorConfig config,
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
        this.limits = new LeaseLimits(config, ports.lrm().assemblies());
        this.reads = ports.store().readers();
        this.lists = new LeaseLists(decisions.leases(), reads, views);
        this.version = version;
        this.audit = audit;
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
        Optional<StoreReads.MadeLease> before =
                key.flatMap(known -> ports.store().reads().made(by.owner(), known.text()));
        if (before.isPresent()) {
            LeaseToken token = before.get().lease();
            if (!isSame(before.get().request(), key.get().document(), asked)) {
                throw new LeaseRefused(List.of(
                        new FieldError("Idempotency-Key", "this key has made lease " + token + " of another request")));
            }
            return decisions.lease(token).orElseThrow();
        }
        Optional<Freeze> freeze = freezeState.freeze();
        if (freeze.isPresent()) {
            throw new FrozenException(
                    "no lease was made: the coordinator is " + freeze.get().words() + "; 'vmpilot thaw' ends that");
        }
        Instant now = ports.clock().instant();
        LeaseRequest request = limits.check(asked, by, decisions.leases(), now);
        Lease fresh = limits.waiting(Lease.create(newToken(request, by), request, by.owner(), now), ports.lrm());
        AuditEntry entry = audit.done(by, "create", fresh.token().text(), 201, request.name());
        decisions.create(
                fresh,
                key.map(known -> new IdempotencyKey(known.text(), known.document())),
                change -> change.with(entry));
        return fresh;
    }

    /** Up to version 5 of the store a key was kept with the request as it was understood, the site's settings of that day in it. */
    private static boolean isSame(String kept, String document, LeaseRequest asked) {
        return kept.equals(document) || kept.equals(RequestJson.writeOld(asked));
    }

    /** One under which no guest gets a hardware address that another open lease has. */
    private LeaseToken newToken(LeaseRequest request, Caller by) throws LeaseRefused {
        MacAddresses addresses = decisions.leases().addresses();
        limits.addresses(
                request,
                addresses,
                token -> decisions
                        .lease(token)
                        .filter(lease -> by.sees(lease.owner()))
                        .isPresent());
        for (int tries = 0; tries < NAMES_TRIED; tries++) {
            LeaseToken token = LeaseToken.random(ports.random());
            if (decisions.lease(token).isEmpty() && !addresses.collides(token, request)) {
                return token;
            }
        }
        throw new IllegalStateException("no name for the lease was found under which all of its addresses are free");
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
    public List<EventView> events(EventQuery query, long after) {
        return reads.events(query.wanted(), after, EVENTS_AT_ONCE);
    }

    @Override
    public long eventsGone() {
        return reads.eventsGone();
    }

    @Override
    public Map<String, String> labels(String lease) {
        return find(lease).map(found -> found.request().labels()).orElse(Map.of());
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
                by.scope().isPresent() ? List.of() : alarms.all(),
                holds.holds(by),
                holds.windows(by));
    }
}
