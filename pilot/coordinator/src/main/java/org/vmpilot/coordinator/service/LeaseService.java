package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.jobs.LrmHealth;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.EventSignal;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.service.LeaseRefused.FieldError;
import org.vmpilot.coordinator.store.Change.IdempotencyKey;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.RequestJson;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.StatusView;

/** What the engine does for a workspace service. */
public final class LeaseService implements Leases {
    private static final int EVENTS_AT_ONCE = 500;

    private final EventLoop loop;
    private final Decisions decisions;
    private final FreezeState freezeState;
    private final Jobs jobs;
    private final EventSignal signal;
    private final Alarms alarms;
    private final NodeService nodes;
    private final LeaseViews views;
    private final Ports ports;
    private final LeaseLimits limits;
    private final Reads reads;
    private final String version;
    private final Instant startedAt;

    public LeaseService(
            EventLoop loop,
            Decisions decisions,
            FreezeState freezeState,
            Jobs jobs,
            EventSignal signal,
            Alarms alarms,
            NodeService nodes,
            LeaseViews views,
            Ports ports,
            CoordinatorConfig config,
            String version) {
        this.loop = loop;
        this.decisions = decisions;
        this.freezeState = freezeState;
        this.jobs = jobs;
        this.signal = signal;
        this.alarms = alarms;
        this.nodes = nodes;
        this.views = views;
        this.ports = ports;
        this.limits = new LeaseLimits(config, ports.lrm().assemblies());
        this.reads = ports.store().reads();
        this.version = version;
        this.startedAt = ports.clock().instant();
    }

    @Override
    public LeaseView create(LeaseRequest request, Optional<String> idempotencyKey) throws LeaseRefused {
        return views.lease(Awaited.answer(make(request, idempotencyKey)));
    }

    public CompletableFuture<Lease> make(LeaseRequest request, Optional<String> idempotencyKey) {
        return loop.ask(() -> made(request, idempotencyKey));
    }

    private Lease made(LeaseRequest asked, Optional<String> key) throws LeaseRefused, StoreException {
        String text = RequestJson.write(asked);
        Optional<StoreReads.MadeLease> before = key.flatMap(reads::made);
        if (before.isPresent()) {
            LeaseToken token = before.get().lease();
            if (!before.get().request().equals(text)) {
                throw new LeaseRefused(List.of(
                        new FieldError("Idempotency-Key", "this key has made lease " + token + " of another request")));
            }
            return decisions.lease(token).orElseThrow();
        }
        Optional<Freeze> freeze = freezeState.freeze();
        if (freeze.isPresent()) {
            throw new FrozenException(
                    "no lease was made: the coordinator is " + freeze.get().words());
        }
        int open = (int) decisions.leases().leases().stream()
                .filter(lease -> lease.state() != LeaseState.ENDED)
                .count();
        LeaseRequest request = limits.check(asked, open);
        Instant now = ports.clock().instant();
        Lease fresh = Lease.create(newToken(), request, now);
        boolean place = jobs.takesJobs(now);
        return decisions.create(fresh, place, key.map(words -> new IdempotencyKey(words, text)));
    }

    private LeaseToken newToken() {
        LeaseToken token;
        do {
            token = LeaseToken.random(ports.random());
        } while (decisions.lease(token).isPresent());
        return token;
    }

    @Override
    public List<LeaseView> list(boolean ended) {
        List<Lease> leases = new ArrayList<>(decisions.leases().leases());
        if (ended) {
            List<Lease> settled = reads.settledLeases().stream()
                    .filter(lease -> decisions.leases().lease(lease.token()).isEmpty())
                    .toList();
            leases.addAll(settled);
        } else {
            leases.removeIf(lease -> lease.state() == LeaseState.ENDED);
        }
        leases.sort(Comparator.comparing(Lease::createdAt).reversed().thenComparing(Lease::token));
        return leases.stream().map(views::lease).toList();
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
        return find(lease).map(views::lease);
    }

    @Override
    public Optional<LeaseView> end(String lease, String words) {
        if (!LeaseToken.isValid(lease)) {
            return Optional.empty();
        }
        return Awaited.done(ending(new LeaseToken(lease), words)).map(views::lease);
    }

    public CompletableFuture<Optional<Lease>> ending(LeaseToken token, String words) {
        return loop.ask(() -> {
            Optional<Lease> found = decisions.lease(token);
            return found.isEmpty()
                    ? found
                    : Optional.of(
                            decisions.change(found.get(), new LeaseEvent.EndWanted(words), UnaryOperator.identity()));
        });
    }

    @Override
    public List<EventView> events(Optional<String> lease, long after, Duration wait) throws InterruptedException {
        List<EventView> found = reads.events(lease, after, EVENTS_AT_ONCE);
        if (found.isEmpty()) {
            signal.await(() -> !reads.events(lease, after, 1).isEmpty(), wait);
            found = reads.events(lease, after, EVENTS_AT_ONCE);
        }
        return found;
    }

    @Override
    public Optional<List<String>> certificates(String lease) {
        return find(lease).map(known -> reads.certificates(known.token()));
    }

    @Override
    public List<NodeView> nodes() {
        return nodes.all();
    }

    @Override
    public Optional<NodeView> resume(String node, String who, Optional<String> looked) {
        return nodes.resume(node, who, looked);
    }

    @Override
    public StatusView status() {
        LrmHealth.View health = jobs.health();
        List<LeaseState> states =
                decisions.leases().leases().stream().map(lease -> lease.state()).toList();
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
                alarms.all());
    }
}
