package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.vmpilot.coordinator.FrozenException;
import org.vmpilot.coordinator.LeaseRefused;
import org.vmpilot.coordinator.LeaseRefused.FieldError;
import org.vmpilot.coordinator.Leases;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.state.Freeze;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.LeaseState;
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
public final class LeaseDesk implements Leases {
    private static final int EVENTS_AT_ONCE = 500;

    private final Engine engine;
    private final LeaseLimits limits;
    private final Views views;
    private final NodeDesk nodes;
    private final Reads reads;
    private final String version;
    private final Instant startedAt;

    public LeaseDesk(Engine engine, CoordinatorConfig config, String version) {
        this.engine = engine;
        this.limits = new LeaseLimits(config);
        this.views = new Views(engine);
        this.nodes = new NodeDesk(engine, config);
        this.reads = engine.ports().store().reads();
        this.version = version;
        this.startedAt = engine.ports().clock().instant();
    }

    @Override
    public LeaseView create(LeaseRequest request, Optional<String> idempotencyKey) throws LeaseRefused {
        return views.lease(Asked.answer(make(request, idempotencyKey)));
    }

    CompletableFuture<Lease> make(LeaseRequest request, Optional<String> idempotencyKey) {
        return engine.ask(() -> made(request, idempotencyKey));
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
            return engine.decisions().lease(token).orElseThrow();
        }
        Optional<Freeze> freeze = engine.decisions().frost().freeze();
        if (freeze.isPresent()) {
            throw new FrozenException(
                    "no lease was made: the coordinator is " + freeze.get().words());
        }
        int open = (int) engine.decisions().book().leases().stream()
                .filter(lease -> lease.state() != LeaseState.ENDED)
                .count();
        LeaseRequest request = limits.check(asked, open);
        Instant now = engine.ports().clock().instant();
        Lease fresh = Lease.create(newToken(), request, now);
        boolean place = !engine.health().quiet(now);
        return engine.decisions().create(fresh, place, key.map(words -> new IdempotencyKey(words, text)));
    }

    private LeaseToken newToken() {
        LeaseToken token;
        do {
            token = LeaseToken.random(engine.ports().random());
        } while (engine.decisions().lease(token).isPresent());
        return token;
    }

    @Override
    public List<LeaseView> list(boolean ended) {
        List<Lease> leases = new ArrayList<>(engine.decisions().book().leases());
        if (ended) {
            List<Lease> settled = reads.settledLeases().stream()
                    .filter(lease ->
                            engine.decisions().book().lease(lease.token()).isEmpty())
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
        return engine.decisions().book().lease(token).or(() -> reads.lease(token));
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
        return Asked.done(ending(new LeaseToken(lease), words)).map(views::lease);
    }

    CompletableFuture<Optional<Lease>> ending(LeaseToken token, String words) {
        return engine.ask(() -> {
            Optional<Lease> found = engine.decisions().lease(token);
            return found.isEmpty()
                    ? found
                    : Optional.of(engine.decisions()
                            .change(found.get(), new LeaseEvent.EndWanted(words), UnaryOperator.identity()));
        });
    }

    @Override
    public List<EventView> events(Optional<String> lease, long after, Duration wait) throws InterruptedException {
        List<EventView> found = reads.events(lease, after, EVENTS_AT_ONCE);
        if (found.isEmpty()) {
            engine.bell().await(() -> !reads.events(lease, after, 1).isEmpty(), wait);
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
        LrmHealth.View health = engine.health().view();
        int active = (int) engine.decisions().book().leases().stream()
                .filter(lease -> lease.state() == LeaseState.ACTIVE)
                .count();
        return new StatusView(
                version,
                startedAt,
                engine.ports().lrm().name(),
                health.answers(),
                health.askedAt().orElse(null),
                active,
                engine.decisions()
                        .frost()
                        .freeze()
                        .map(mark -> new FreezeView(mark.since(), mark.who(), mark.why()))
                        .orElse(null),
                engine.upkeep().alarms().all());
    }
}
