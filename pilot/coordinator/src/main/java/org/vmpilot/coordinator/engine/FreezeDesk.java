package org.vmpilot.coordinator.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.Freezing;
import org.vmpilot.coordinator.state.Freeze;
import org.vmpilot.coordinator.state.LeaseEvent;

/** What the engine does for kill-all and thaw. */
public final class FreezeDesk implements Freezing {
    private static final Logger LOG = LogManager.getLogger(FreezeDesk.class);

    private final Engine engine;

    public FreezeDesk(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void freeze(String who, String why) {
        Asked.done(freezing(who, why));
    }

    @Override
    public void thaw(String who) {
        Asked.done(thawing(who));
    }

    CompletableFuture<Freeze> freezing(String who, String why) {
        return engine.ask(() -> {
            Frost frost = engine.decisions().frost();
            Optional<Freeze> there = frost.freeze();
            Freeze freeze =
                    there.orElseGet(() -> new Freeze(engine.ports().clock().instant(), who, why));
            if (there.isEmpty()) {
                frost.set(Optional.of(freeze));
                LOG.warn("{}", freeze.words());
            }
            // A lease that cannot be written now is written later: while the mark is there, nothing else happens to it
            // before.
            engine.intake().takeForAll(new LeaseEvent.KillAll(freeze.words()));
            return freeze;
        });
    }

    CompletableFuture<Boolean> thawing(String who) {
        return engine.ask(() -> {
            Frost frost = engine.decisions().frost();
            boolean there = frost.frozen();
            if (there) {
                frost.set(Optional.empty());
                LOG.warn("thawed by {}", who);
            }
            return there;
        });
    }
}
