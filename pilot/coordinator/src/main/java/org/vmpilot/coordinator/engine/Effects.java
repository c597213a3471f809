package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    private final Engine engine;
    private final Ports ports;
    private final LrmCalls calls;
    private final LrmHealth health;
    private final Set<Effect> underWay = new HashSet<>();
    private final Retries<Effect> retries = new Retries<>();

    Effects(Engine engine, Ports ports, Settings settings, LrmHealth health) {
        this.engine = engine;
        this.ports = ports;
        this.calls = new LrmCalls(ports.lrm(), settings);
        this.health = health;
    }

    void run(Lease lease) {
        Instant now = ports.clock().instant();
        for (Effect effect : Wanted.of(lease, now, ports.lrm().settleTime())) {
            if (retries.may(effect, now) && underWay.add(effect)) {
                retries.begin(effect);
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
        retries.forget(effect);
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
        retries.failed(effect, now);
    }

    Optional<Instant> nextDue() {
        return retries.nextDue();
    }

    /** Leases of which a failed effect may be tried again. */
    Set<LeaseToken> due(Instant now) {
        return retries.due(now).stream().map(Effect::lease).collect(Collectors.toSet());
    }

    /** Drops retries of effects that the lease does not want any more. */
    void unwanted(Lease lease) {
        Set<Effect> wanted = new HashSet<>(Wanted.of(lease, Instant.MAX, Duration.ZERO));
        retries.forgetIf(effect -> effect.lease().equals(lease.token()) && !wanted.contains(effect));
    }
}
