package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** What the site itself lets not start: holds, which people make, and the windows of its configuration. Thread-safe. */
public interface Holding {
    /**
     * A hold that is wanted.
     *
     * @param queue or {@code nodes}, or neither: everything
     * @param who what the caller calls himself, may be empty
     * @param until by the wall clock; or {@code lasts} from now on; or neither
     */
    record Wanted(
            Optional<String> queue,
            Optional<NodeSet> nodes,
            String who,
            String why,
            Optional<Instant> until,
            Optional<Duration> lasts) {}

    /** Those that are not released, the oldest first. */
    List<HoldView> holds();

    /** Each as it is now or will be next. */
    List<WindowView> windows();

    /**
     * Until it is released, and across restarts: nothing of it gets GO that does not have it.
     *
     * @return fails with {@link HoldRefused} if it names what is not there or is over already, with {@link LimitReachedException} if there are too many, with
     *     {@link NotStoredException} if it could not be written
     */
    CompletableFuture<HoldView> hold(Caller by, Wanted wanted);

    /** The hold that is released; empty: there is none of this id. */
    CompletableFuture<Optional<HoldView>> release(Caller by, String id);
}
