package org.vmpilot.coordinator.service;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Intake;

/** What the engine does for kill-all and thaw. */
public final class FreezeService implements Freezing {
    private static final Logger LOG = LogManager.getLogger(FreezeService.class);

    private final EventLoop loop;
    private final Intake intake;
    private final FreezeState freezeState;
    private final InstantSource clock;
    private final AuditLog audit;

    public FreezeService(EventLoop loop, Intake intake, FreezeState freezeState, InstantSource clock, AuditLog audit) {
        this.loop = loop;
        this.intake = intake;
        this.freezeState = freezeState;
        this.clock = clock;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<Void> freeze(Caller by, String who, String why) {
        return Failures.told(freezing(by, by.called(who), why).thenApply(freeze -> null));
    }

    @Override
    public CompletableFuture<Void> thaw(Caller by, String who) {
        return Failures.told(thawing(by, by.called(who)).thenApply(there -> null));
    }

    public CompletableFuture<Freeze> freezing(String who, String why) {
        return freezing(Caller.admin(who, ""), who, why);
    }

    private CompletableFuture<Freeze> freezing(Caller by, String who, String why) {
        return loop.ask(() -> {
            Optional<Freeze> there = freezeState.freeze();
            Freeze freeze = there.orElseGet(() -> new Freeze(clock.instant(), who, why));
            if (there.isEmpty()) {
                freezeState.set(Optional.of(freeze), audit.done(by, "freeze", "", 200, freeze.words()));
                log(who, freeze.words());
            }
            // A lease that cannot be written now is written later: while the mark is there, nothing else happens to it
            // before.
            // And who asks does not wait for it: the mark is what he asked for.
            loop.post(() -> intake.takeForAll(new LeaseEvent.KillAll(freeze.words())));
            return freeze;
        });
    }

    private static void log(String who, String words) {
        ThreadContext.put("who", who);
        LOG.warn("{}", words);
        ThreadContext.remove("who");
    }

    public CompletableFuture<Boolean> thawing(String who) {
        return thawing(Caller.admin(who, ""), who);
    }

    private CompletableFuture<Boolean> thawing(Caller by, String who) {
        return loop.ask(() -> {
            boolean there = freezeState.frozen();
            if (there) {
                freezeState.set(Optional.empty(), audit.done(by, "thaw", "", 200, "thawed by " + who));
                log(who, "thawed by " + who);
            }
            return there;
        });
    }
}
