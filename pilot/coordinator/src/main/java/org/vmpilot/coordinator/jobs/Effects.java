package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Effect;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Wanted;
import org.vmpilot.coordinator.loop.Backoff;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;

/**
 * Runs what leases want of the LRM: each effect once at a time, again with back-off when the LRM could not do it. An effect
 * stays under way until what it came to is committed. For the engine's thread.
 */
final class Effects {
    private static final Logger LOG = LogManager.getLogger(Effects.class);

    private final EventLoop loop;
    private final Decisions decisions;
    private final Intake intake;
    private final FreezeState freezeState;
    private final Ports ports;
    private final LrmCalls calls;
    private final LrmHealth health;
    private final FullQueues queues;
    private final Cancels cancels;
    /** Submits, and searches for those whose answer was lost: they share a lane. */
    private final Set<Effect> submits = new HashSet<>();

    /** Cancels, and nodes that gangs are to give up. */
    private final Set<Effect> givingUp = new HashSet<>();

    private final Backoff<Effect> retries = new Backoff<>();

    Effects(
            EventLoop loop,
            Decisions decisions,
            Intake intake,
            FreezeState freezeState,
            Ports ports,
            Settings settings,
            LrmHealth health,
            FullQueues queues,
            Function<Lease, Set<String>> closed) {
        this.loop = loop;
        this.decisions = decisions;
        this.intake = intake;
        this.freezeState = freezeState;
        this.ports = ports;
        this.calls = new LrmCalls(
                ports.lrm(),
                settings,
                new Avoidance(ports.lrm(), ports.clock(), settings.queryMin(), settings.lrmNames(), closed),
                ports.clock());
        this.health = health;
        this.queues = queues;
        this.cancels = new Cancels(loop, ports, this::cancelled);
    }

    /** After every turn: what was to be cancelled in it goes in as few calls as the LRM has. */
    void work() {
        cancels.work();
    }

    /** What a batch came to, in one change for all of its leases. */
    private void cancelled(List<Effect.CancelJob> taken, Map<Effect.CancelJob, LrmException> refused) {
        refused.forEach(this::failed);
        Map<LeaseToken, List<Effect.CancelJob>> ofLease = taken.stream()
                .collect(Collectors.groupingBy(Effect.CancelJob::lease, LinkedHashMap::new, Collectors.toList()));
        Map<LeaseToken, LeaseEvent> events = new LinkedHashMap<>();
        ofLease.forEach((lease, cancels) -> {
            cancels.forEach(retries::forget);
            events.put(
                    lease,
                    new LeaseEvent.Cancelled(
                            cancels.stream().map(Effect.CancelJob::job).collect(Collectors.toSet())));
        });
        intake.takeAll(events, lease -> over(ofLease.get(lease)));
    }

    void run(Lease lease) {
        Instant now = ports.clock().instant();
        for (Effect effect : Wanted.of(lease, now, ports.lrm().settleTime())) {
            if (can(effect) && retries.may(effect, now) && underWay(effect).add(effect)) {
                retries.begin(effect);
                if (effect instanceof Effect.CancelJob cancel) {
                    cancels.add(cancel);
                } else if (effect instanceof Effect.Release) {
                    ports.lanes().cancels().execute(() -> call(effect, lease));
                } else {
                    queue(effect).ifPresent(queues::begin);
                    ports.lanes().submits().execute(() -> call(effect, lease));
                }
            }
        }
    }

    /** Of an LRM that takes no node out of a gang nobody wants it. */
    private boolean can(Effect effect) {
        return !(effect instanceof Effect.Release) || ports.lrm().shrinks();
    }

    private Set<Effect> underWay(Effect effect) {
        return effect instanceof Effect.CancelJob || effect instanceof Effect.Release ? givingUp : submits;
    }

    /** How many submits may begin now. */
    int freeSubmits() {
        return Math.max(0, ports.lanes().submitsAtOnce() - submits.size());
    }

    /** On a worker's thread. */
    private void call(Effect effect, Lease lease) {
        try {
            boolean held = effect instanceof Effect.Submit && freezeState.frozen();
            LeaseEvent event = held
                    ? new LeaseEvent.Postponed(
                            "frozen before it was submitted", ports.clock().instant())
                    : calls.call(effect, lease);
            loop.postTogether(() -> done(effect, event));
        } catch (LrmException e) {
            loop.postTogether(() -> failed(effect, e));
        } catch (Error e) {
            LrmException unknown = new LrmException(LrmException.Kind.UNKNOWN, "the LRM's adapter failed: " + e, e);
            loop.postTogether(() -> failed(effect, unknown));
            throw e;
        }
    }

    private void done(Effect effect, LeaseEvent event) {
        retries.forget(effect);
        Instant now = ports.clock().instant();
        if (event instanceof LeaseEvent.Accepted) {
            health.answered(now);
            queue(effect).ifPresent(queues::took);
        } else {
            queue(effect).ifPresent(queue -> queues.over(queue, now));
        }
        intake.take(effect.lease(), event, () -> over(List.of(effect)));
    }

    /**
     * What these of one lease came to is taken in: what the lease wants now may run. One that it wants still was not understood, and is as one that
     * failed: not begun again at once, and not for ever under way.
     */
    private void over(List<? extends Effect> effects) {
        effects.forEach(effect -> underWay(effect).remove(effect));
        Instant now = ports.clock().instant();
        decisions.lease(effects.get(0).lease()).ifPresent(lease -> {
            Set<Effect> wanted = new HashSet<>(Wanted.of(lease, Instant.MAX, Duration.ZERO));
            effects.stream().filter(wanted::contains).forEach(effect -> retries.failed(effect, now));
            run(lease);
        });
    }

    private void failed(Effect effect, LrmException failure) {
        Instant now = ports.clock().instant();
        LOG.warn("{}: {}: {}", effect, failure.kind(), failure.getMessage());
        Instant retryAt = effect instanceof Effect.Submit ? askedAgainAt(effect, failure, now) : now;
        Optional<LeaseEvent> meaning = LrmCalls.meaning(effect, failure, retryAt);
        if (meaning.isPresent()) {
            intake.take(effect.lease(), meaning.get(), () -> over(List.of(effect)));
            return;
        }
        underWay(effect).remove(effect);
        if (wants(effect)) {
            retries.failed(effect, now);
        } else {
            retries.forget(effect);
        }
    }

    /** A limit that passes is its queue's; an LRM that cannot be reached cannot be for any. */
    private Instant askedAgainAt(Effect submit, LrmException failure, Instant now) {
        Optional<String> queue = queue(submit);
        if (failure.kind() == LrmException.Kind.TRY_LATER && queue.isPresent()) {
            return queues.refused(queue.get(), now);
        }
        queue.ifPresent(known -> queues.over(known, now));
        return failure.kind() == LrmException.Kind.UNREACHABLE ? health.failed(now, failure.getMessage()) : now;
    }

    /** Of a submit: its lease's queue. */
    private Optional<String> queue(Effect effect) {
        return effect instanceof Effect.Submit ? decisions.lease(effect.lease()).map(FullQueues::of) : Optional.empty();
    }

    /** A cancel that fails when its job is over is not tried again: nobody would ever begin it, nor forget it. */
    private boolean wants(Effect effect) {
        return decisions
                .lease(effect.lease())
                .filter(lease -> Wanted.of(lease, Instant.MAX, Duration.ZERO).contains(effect))
                .isPresent();
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
