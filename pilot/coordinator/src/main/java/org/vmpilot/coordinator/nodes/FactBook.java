package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.coordinator.store.ToldFacts;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.view.AgentView;
import org.vmpilot.protocol.view.NodeFactsView;

/** What nodes said of themselves with their last claims. It is written down once a minute: what is lost, the next claim says again. From any thread. */
final class FactBook {
    private record Known(ToldFacts told, Optional<NodeFactsView> facts) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, ToldFacts> unwritten = new ConcurrentHashMap<>();

    FactBook(Map<String, ToldFacts> before) {
        before.forEach((node, told) -> known.put(node, new Known(told, facts(told))));
    }

    /** A claim without facts leaves those that are known: they are older, and say so. */
    void told(Claim claim, Instant now) {
        ToldFacts told = new ToldFacts(now, claim.agent(), claim.facts());
        Optional<NodeFactsView> facts = facts(told);
        known.merge(
                claim.node(),
                new Known(told, facts),
                (before, said) -> facts.isPresent() ? said : new Known(told.with(before.told()), before.facts()));
        unwritten.put(claim.node(), known.get(claim.node()).told());
    }

    /** What cannot be read was not said. */
    private static Optional<NodeFactsView> facts(ToldFacts told) {
        try {
            return told.facts().map(text -> FactsText.read(text, told.factsAt()));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    Optional<NodeFactsView> facts(String node) {
        return Optional.ofNullable(known.get(node)).flatMap(Known::facts);
    }

    Optional<AgentView> agent(String node) {
        return Optional.ofNullable(known.get(node)).map(said -> view(said.told()));
    }

    private static AgentView view(ToldFacts told) {
        Peer agent = told.agent();
        return new AgentView(
                agent.version().isEmpty() ? null : agent.version(),
                agent.protocol(),
                agent.features(),
                standing(agent.protocol() - Peer.PROTOCOL),
                told.at());
    }

    static String standing(int ahead) {
        return List.of("previous", "current", "next").stream()
                .skip(Math.max(0, ahead + 1L))
                .findFirst()
                .filter(word -> ahead >= -1)
                .orElse(ahead < 0 ? "too_old" : "too_new");
    }

    Map<String, ToldFacts> unwritten() {
        return new HashMap<>(unwritten);
    }

    void written(Map<String, ToldFacts> written) {
        written.forEach(unwritten::remove);
    }
}
