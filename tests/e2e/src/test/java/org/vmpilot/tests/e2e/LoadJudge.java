package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.load.Api;
import org.vmpilot.tests.load.LoadSite;
import org.vmpilot.tests.load.SlotSight;

/** Holds what a coordinator says against what its callers were answered, its agents have seen and the LRM has had. */
final class LoadJudge {
    private static final int CREATED = 201;

    private final LoadSite site;

    LoadJudge(LoadSite site) {
        this.site = site;
    }

    /** Each accepted lease is there, once; its key makes no other one. */
    void everythingAnsweredIsThere(Map<String, LoadCallers.Made> made) throws IOException, InterruptedException {
        Map<String, List<JsonNode>> byName = site.api().all().stream()
                .collect(Collectors.groupingBy(lease -> lease.path("name").asText()));
        for (LoadCallers.Made one : made.values()) {
            List<JsonNode> found = byName.getOrDefault(one.lease().name(), List.of());
            assertThat(found).as(one.toString()).hasSize(1);
            assertThat(found.get(0).path("id").asText()).isEqualTo(one.id());
        }
        LoadCallers.Made some = made.values().iterator().next();
        Api.Answer again = site.api().create(some.lease(), some.key());
        assertThat(again.status()).as(again.toString()).isEqualTo(CREATED);
        assertThat(again.body().path("id").asText()).isEqualTo(some.id());
    }

    void nothingIsLostDoubledOrLeft(Map<String, LoadCallers.Made> made) throws IOException, InterruptedException {
        everythingAnsweredIsThere(made);
        List<JsonNode> leases = site.api().all();
        Set<String> answered = made.values().stream().map(LoadCallers.Made::id).collect(Collectors.toSet());
        Set<String> stored =
                leases.stream().map(lease -> lease.path("id").asText()).collect(Collectors.toSet());
        assertThat(stored).isEqualTo(answered).hasSize(leases.size());
        assertThat(site.faults()).isEmpty();
        everyJobHasItsSlot(stored);
        Map<SlotKey, SlotSight> seen = site.slots();
        Set<SlotKey> shown = new HashSet<>();
        for (JsonNode lease : leases) {
            String id = lease.path("id").asText();
            Api.Answer whole = site.api().get("/v1/leases/" + id);
            endsAsItsAgentsSaw(whole.body(), seen, shown);
        }
        assertThat(shown).as("slots that agents had").isEqualTo(seen.keySet());
        everythingIsRecordedOnce(seen);
    }

    /** What an agent has said once, however often it had to, stands in the history once. */
    private void everythingIsRecordedOnce(Map<SlotKey, SlotSight> seen) throws IOException, InterruptedException {
        Map<String, Long> recorded = site.api().events().stream()
                .collect(Collectors.groupingBy(
                        event -> event.path("slot").asText() + " "
                                + event.path("event").asText(),
                        Collectors.counting()));
        seen.forEach((slot, sight) -> {
            assertThat(recorded.getOrDefault(slot + " CERTIFICATE", 0L))
                    .as("certificates of " + slot)
                    .isEqualTo(1);
            assertThat(recorded.getOrDefault(slot + " GUEST_UP", 0L))
                    .as("guests up of " + slot)
                    .isEqualTo(sight.up() ? 1 : 0);
        });
    }

    private void everyJobHasItsSlot(Set<String> leases) {
        assertThat(site.jobs()).isEmpty();
        assertThat(site.jobsOfSlots()).allSatisfy((slot, jobs) -> {
            assertThat(leases).contains(SlotKey.parse(slot).lease().text());
            assertThat(jobs).as("jobs of slot " + slot).isEqualTo(1);
        });
    }

    private static void endsAsItsAgentsSaw(JsonNode lease, Map<SlotKey, SlotSight> seen, Set<SlotKey> shown) {
        assertThat(lease.path("state").asText()).as(lease.toString()).isEqualTo("ENDED");
        assertThat(lease.path("notice").asText()).as(lease.toString()).isEqualTo("LEASE_ENDED");
        Map<Integer, List<JsonNode>> attempts = stream(lease.path("slots"))
                .collect(Collectors.groupingBy(slot -> key(slot).attempt()));
        for (List<JsonNode> slots : attempts.values()) {
            for (JsonNode slot : slots) {
                SlotSight sight = seen.get(key(slot));
                if (sight != null) {
                    shown.add(key(slot));
                    endsAsItsAgentSaw(lease, slot, sight, slots.size());
                } else {
                    // The LRM may have shown its node; no pilot ever had it.
                    assertThat(slot.path("verdict").isNull())
                            .as(slot.toString())
                            .isTrue();
                }
            }
        }
    }

    private static void endsAsItsAgentSaw(JsonNode lease, JsonNode slot, SlotSight sight, int slots) {
        assertThat(slot.path("state").asText()).as(slot.toString()).isEqualTo("ENDED");
        assertThat(slot.path("node").asText()).as(slot.toString()).isEqualTo(sight.node());
        assertThat(slot.path("lrm_job").asText()).as(slot.toString()).isEqualTo(sight.job());
        assertThat(slot.path("verdict").asText()).as(slot.toString()).isEqualTo("CLEAN");
        assertThat(slot.path("notice").asText())
                .as(slot.toString())
                .isEqualTo(sight.notice().map(Enum::name).orElse("none"));
        assertThat(sight.certified()).as(slot.toString()).isTrue();
        if (sight.go()) {
            assertThat(lease.path("go_at").isNull()).as(lease.toString()).isFalse();
            assertThat(sight.readyAtGo()).as("READY before GO: " + slot).isEqualTo(slots);
        }
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static SlotKey key(JsonNode slot) {
        return SlotKey.parse(slot.path("key").asText());
    }
}
