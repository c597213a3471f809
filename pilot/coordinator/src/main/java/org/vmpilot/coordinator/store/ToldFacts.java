package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.Optional;
import org.vmpilot.protocol.Peer;

/**
 * What a node said of itself with its last claim.
 *
 * @param facts JSON as the node wrote it; empty: it says nothing
 * @param factsAt when it said these: an agent that has none to tell leaves those of before
 */
public record ToldFacts(Instant at, Peer agent, Optional<String> facts, Instant factsAt) {
    public ToldFacts(Instant at, Peer agent, Optional<String> facts) {
        this(at, agent, facts, at);
    }

    /** The same agent with the facts of before. */
    public ToldFacts with(ToldFacts before) {
        return new ToldFacts(at, agent, before.facts(), before.factsAt());
    }
}
