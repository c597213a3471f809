package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.offers.Holds;
import org.vmpilot.coordinator.offers.SiteAdmission;
import org.vmpilot.coordinator.service.LeaseRefused.FieldError;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** What the engine does for hold and release. */
public final class HoldService implements Holding {
    /** People make them, one by one; a list must have an end. */
    private static final int MOST = 100;

    private final EventLoop loop;
    private final Holds holds;
    private final SiteAdmission admission;
    private final HoldViews views;
    private final CoordinatorConfig config;
    private final InstantSource clock;
    private final InstantSource wall;
    private final AuditLog audit;

    /** @param wall what people read the time from; {@code clock}: the loop's */
    public HoldService(
            EventLoop loop,
            Holds holds,
            SiteAdmission admission,
            HoldViews views,
            CoordinatorConfig config,
            InstantSource clock,
            InstantSource wall,
            AuditLog audit) {
        this.loop = loop;
        this.holds = holds;
        this.admission = admission;
        this.views = views;
        this.config = config;
        this.clock = clock;
        this.wall = wall;
        this.audit = audit;
    }

    @Override
    public List<HoldView> holds() {
        return views.holds(Caller.admin(Caller.LOCAL, ""));
    }

    @Override
    public List<WindowView> windows() {
        return views.windows(Caller.admin(Caller.LOCAL, ""));
    }

    @Override
    public CompletableFuture<HoldView> hold(Caller by, Wanted wanted) {
        return Failures.told(holding(by, wanted).thenApply(HoldViews::of));
    }

    public CompletableFuture<Hold> holding(Caller by, Wanted wanted) {
        return loop.ask(() -> {
            Optional<Duration> lasts =
                    wanted.lasts().or(() -> wanted.until().map(at -> Duration.between(wall.instant(), at)));
            check(wanted, lasts);
            if (holds.all().size() >= MOST) {
                throw new LimitReachedException(
                        "nothing was done: there are " + MOST + " holds already; release some (vmpilot release)");
            }
            Instant now = clock.instant();
            Hold hold = holds.next(
                    new Scope(wanted.queue(), wanted.nodes()),
                    by.called(wanted.who()),
                    wanted.why(),
                    now,
                    lasts.map(now::plus));
            holds.set(hold, audit.done(by, "hold", hold.id(), 201, hold.words()));
            // What cannot be written now is written later; until then no claim and no start passes by the hold.
            admission.giveBack();
            return hold;
        });
    }

    private void check(Wanted wanted, Optional<Duration> lasts) throws HoldRefused {
        List<FieldError> errors = new ArrayList<>();
        wanted.queue()
                .filter(name -> !config.hasQueue(name))
                .ifPresent(name -> errors.add(new FieldError("queue", "is no queue that leases may name: " + name)));
        NodeSet strangers = wanted.nodes().map(config::strangers).orElse(NodeSet.of(List.of()));
        if (!strangers.isEmpty()) {
            errors.add(new FieldError("nodes", "names what no [[node]] is called: " + strangers));
        }
        if (lasts.filter(span -> span.isNegative() || span.isZero()).isPresent()) {
            errors.add(new FieldError("until", "lies in the past: it is " + wall.instant() + " here"));
        }
        if (!errors.isEmpty()) {
            throw new HoldRefused(errors);
        }
    }

    @Override
    public CompletableFuture<Optional<HoldView>> release(Caller by, String id) {
        return Failures.told(releasing(by, id).thenApply(hold -> hold.map(HoldViews::of)));
    }

    public CompletableFuture<Optional<Hold>> releasing(Caller by, String id) {
        return loop.ask(() -> {
            Optional<Hold> hold = holds.of(id);
            if (hold.isPresent()) {
                holds.release(
                        hold.get(),
                        clock.instant(),
                        audit.done(by, "release", id, 200, hold.get().words()));
                // What was held may start: whoever starts it looks again.
                loop.wake();
            }
            return hold;
        });
    }
}
