package org.vmpilot.coordinator.loop;

import com.google.common.collect.Lists;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.LeaseToken;

/** Takes in what nobody asks again: while the store cannot write, answers of the LRM wait here. For the engine's thread. */
public final class Intake {
    private static final Logger LOG = LogManager.getLogger(Intake.class);
    /** How long after a commit that failed the store is tried again. */
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    private final Ports ports;
    private final Decisions decisions;
    private final Deque<Held> held = new ArrayDeque<>();
    private Optional<Instant> retryAt = Optional.empty();

    private record Held(LeaseToken lease, LeaseEvent event, Runnable done) {}

    public Intake(Ports ports, Decisions decisions) {
        this.ports = ports;
        this.decisions = decisions;
    }

    /**
     * Takes an event in that must not be forgotten while we live.
     *
     * @param done run when it is durable, or cannot be decided and never will be
     */
    public void take(LeaseToken token, LeaseEvent event, Runnable done) {
        Held next = new Held(token, event, done);
        if (!held.isEmpty()) {
            held.add(next);
            return;
        }
        try {
            decide(next);
            decisions.whenWritten(() -> told(next), () -> hold(next));
        } catch (StoreException e) {
            held.add(next);
            failed(e);
        }
    }

    /** Its turn could not be written, and whoever wrote it has said so. */
    private void hold(Held next) {
        held.add(next);
        retryAt = Optional.of(retryAt.orElseGet(this::soon));
    }

    /** The same for every open lease. */
    public void takeForAll(LeaseEvent event) {
        List<LeaseToken> all =
                decisions.leases().leases().stream().map(Lease::token).sorted().toList();
        for (List<LeaseToken> some : Lists.partition(all, Decisions.AT_ONCE)) {
            Map<LeaseToken, LeaseEvent> events = new LinkedHashMap<>();
            some.forEach(token -> events.put(token, event));
            takeAll(events, token -> {});
        }
    }

    /**
     * Likewise for several, written at once.
     *
     * @param done told of each that is durable, or cannot be decided and never will be
     */
    public void takeAll(Map<LeaseToken, LeaseEvent> events, Consumer<LeaseToken> done) {
        if (held.isEmpty() && retryAt.isEmpty()) {
            try {
                decisions.changeAll(events);
                decisions.whenWritten(
                        () -> events.keySet().forEach(done),
                        () -> events.forEach((token, event) -> hold(new Held(token, event, () -> done.accept(token)))));
                return;
            } catch (StoreException e) {
                failed(e);
            }
        }
        events.forEach((token, event) -> held.add(new Held(token, event, () -> done.accept(token))));
    }

    /** Takes an event in that comes again by itself if it is lost. */
    public void offer(LeaseToken token, LeaseEvent event) {
        offerAll(Map.of(token, event));
    }

    /** The same for several leases, written at once. */
    public void offerAll(Map<LeaseToken, LeaseEvent> events) {
        if (held.isEmpty() && retryAt.isEmpty()) {
            try {
                decisions.changeAll(events);
            } catch (StoreException e) {
                failed(e);
            }
        }
    }

    /** What cannot be decided will not be another time either: it must not stand in the way of what waits behind it. */
    private void decide(Held next) throws StoreException {
        try {
            Optional<Lease> lease = decisions.lease(next.lease());
            if (lease.isPresent()) {
                decisions.change(lease.get(), next.event(), UnaryOperator.identity());
            }
        } catch (RuntimeException e) {
            LOG.error("lease {} could not take {}", next.lease(), next.event(), e);
        }
    }

    private static void told(Held next) {
        try {
            next.done().run();
        } catch (RuntimeException e) {
            LOG.error("lease {}: what {} brings could not be done", next.lease(), next.event(), e);
        }
    }

    public void failed(StoreException failure) {
        LOG.error("{}; it is tried again", failure.getMessage());
        retryAt = Optional.of(soon());
    }

    private Instant soon() {
        return ports.clock().instant().plus(STORE_RETRY);
    }

    /** When the store is to be tried again; empty while it writes. */
    public Optional<Instant> retryAt() {
        return retryAt;
    }

    /** Tries to write what waits, if it is time; true if the store can be used. */
    boolean retry(Instant now) {
        if (retryAt.isPresent() && retryAt.get().isAfter(now)) {
            return false;
        }
        retryAt = Optional.empty();
        try {
            for (Held next = held.peek(); next != null; next = held.peek()) {
                decide(next);
                held.remove();
                told(next);
            }
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        }
    }
}
