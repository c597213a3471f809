package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Effect;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseEvent;
import org.vmpilot.coordinator.state.Wanted;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;

/**
 * Runs what leases want of the LRM: each effect once at a time, again with back-off when the LRM could not do it. An effect
 * stays under way until what it came to is committed. For the engine's thread.
 */
final class Effects {
    private static final Logger LOG = LogManager.getLogger(Effects.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final int MAX_DOUBLINGS = 7;

    private final Engine engine;
    private final Ports ports;
    private final LrmCalls calls;
    private final LrmHealth health;
    private final Set<Effect> underWay = new HashSet<>();
    private final Map<Effect, Retry> retries = new HashMap<>();

    private record Retry(int failures, Instant at) {}

    Effects(Engine engine, Ports ports, Settings settings, LrmHealth health) {
        this.engine = engine;
        this.ports = ports;
        this.calls = new LrmCalls(ports.lrm(), settings);
        this.health = health;
    }

    void run(Lease lease) {
        Instant now = ports.clock().instant();
        for (Effect effect : Wanted.of(lease, now, ports.lrm().settleTime())) {
            Retry retry = retries.get(effect);
            if ((retry == null || !retry.at().isAfter(now)) && underWay.add(effect)) {
                ports.workers().execute(() -> call(effect, lease));
            }
        }
    }

    /** On a worker's thread. */
    private void call(Effect effect, Lease lease) {
        try {
            boolean held = effect instanceof Effect.Submit
                    && engine.decisions().frost().frozen();
            LeaseEvent event = held
                    ? new LeaseEvent.Postponed(
                            "frozen before it was submitted", ports.clock().instant())
                    : calls.call(effect, lease);
            engine.post(() -> done(effect, event));
        } catch (LrmException e) {
            engine.post(() -> failed(effect, e));
        }
    }

    private void done(Effect effect, LeaseEvent event) {
        retries.remove(effect);
        if (event instanceof LeaseEvent.Accepted) {
            health.answered(ports.clock().instant());
        }
        engine.intake().take(effect.lease(), event, () -> over(effect));
    }

    /** What it came to is durable: what the lease wants now may run. */
    private void over(Effect effect) {
        underWay.remove(effect);
        engine.decisions().lease(effect.lease()).ifPresent(this::run);
    }

    private void failed(Effect effect, LrmException failure) {
        Instant now = ports.clock().instant();
        LOG.warn("{}: {}: {}", effect, failure.kind(), failure.getMessage());
        boolean quiet =
                failure.kind() == LrmException.Kind.TRY_LATER || failure.kind() == LrmException.Kind.UNREACHABLE;
        Instant retryAt = quiet && effect instanceof Effect.Submit ? health.failed(now, failure.getMessage()) : now;
        Optional<LeaseEvent> meaning = LrmCalls.meaning(effect, failure, retryAt);
        if (meaning.isPresent()) {
            engine.intake().take(effect.lease(), meaning.get(), () -> over(effect));
            return;
        }
        underWay.remove(effect);
        int failures = retries.containsKey(effect) ? retries.get(effect).failures() + 1 : 0;
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        retries.put(effect, new Retry(failures, now.plus(wait)));
    }

    /** What is under way is due when it has come to something: asked for before that, the engine would turn without end. */
    Optional<Instant> nextDue() {
        return retries.entrySet().stream()
                .filter(retry -> !underWay.contains(retry.getKey()))
                .map(retry -> retry.getValue().at())
                .min(Instant::compareTo);
    }

    /** Leases of which a failed effect may be tried again. */
    Set<LeaseToken> due(Instant now) {
        Set<LeaseToken> due = new HashSet<>();
        retries.forEach((effect, retry) -> {
            if (!retry.at().isAfter(now) && !underWay.contains(effect)) {
                due.add(effect.lease());
            }
        });
        return due;
    }

    /** Drops retries of effects that the lease does not want any more. */
    void unwanted(Lease lease) {
        Set<Effect> wanted = new HashSet<>(Wanted.of(lease, Instant.MAX, Duration.ZERO));
        retries.keySet().removeIf(effect -> effect.lease().equals(lease.token()) && !wanted.contains(effect));
    }
}
