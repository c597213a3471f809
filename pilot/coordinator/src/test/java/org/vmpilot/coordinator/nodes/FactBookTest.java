package org.vmpilot.coordinator.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.store.ToldFacts;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AgentView;
import org.vmpilot.protocol.view.NodeFactsView;

class FactBookTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FactBook book = new FactBook(Map.of());

    private static Claim claim(Peer agent, String facts) {
        SlotKey slot = SlotKey.parse("vabcdefga1.1");
        return new Claim(slot, "1", "node1", "00", "boot", agent, Optional.ofNullable(facts));
    }

    @Test
    void aFactThatHasNotItsFormIsUnknownAndTheOthersAreNot() {
        book.told(
                claim(
                        Peer.own(),
                        "{\"cpus\":4,\"guest_memory_mib\":\"much\",\"kinds\":[\"pvh\",\"pv\"],\"bridges\":[1],\"planet\":\"earth\","
                                + "\"limits\":{\"guests_max\":-3,\"guest_vcpus_max\":8,\"bridges\":[\"br0\"]}}"),
                NOW);
        NodeFactsView facts = book.facts("node1").orElseThrow();
        assertThat(facts.cpus()).isEqualTo(4);
        assertThat(facts.guestMemoryMib()).isNull();
        assertThat(facts.kinds()).containsExactly("pv", "pvh");
        assertThat(facts.bridges()).isNull();
        assertThat(facts.limits().guestsMax()).isNull();
        assertThat(facts.limits().guestVcpusMax()).isEqualTo(8);
        assertThat(facts.toldAt()).isEqualTo(NOW);
    }

    @Test
    void aClaimWithoutFactsLeavesThoseThatAreKnownWithTheirAge() {
        book.told(claim(Peer.own(), "{\"cpus\":4}"), NOW);
        book.told(claim(Peer.FIRST, null), NOW.plusSeconds(60));
        assertThat(book.facts("node1").orElseThrow().toldAt()).isEqualTo(NOW);
        assertThat(book.agent("node1").orElseThrow().toldAt()).isEqualTo(NOW.plusSeconds(60));
        book.told(claim(Peer.own(), "[no JSON"), NOW.plusSeconds(90));
        assertThat(book.facts("node1").orElseThrow().cpus()).isEqualTo(4);
        FactBook after = new FactBook(book.unwritten());
        assertThat(after.facts("node1")).isEqualTo(book.facts("node1"));
    }

    @Test
    void eachAgentStandsSomewhereTowardsThisVersion() {
        List<String> standings = List.of(-2, -1, 0, 1, 2).stream()
                .map(ahead -> standing(Peer.PROTOCOL + ahead))
                .toList();
        assertThat(standings).containsExactly("too_old", "previous", "current", "next", "too_new");
    }

    private static String standing(int protocol) {
        Peer agent = new Peer("", Math.max(1, protocol), List.of());
        Map<String, ToldFacts> told = Map.of("node1", new ToldFacts(NOW, agent, Optional.empty()));
        return protocol < 1
                ? FactBook.standing(protocol - Peer.PROTOCOL)
                : new FactBook(told).agent("node1").map(AgentView::standing).orElseThrow();
    }
}
