package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says what is true on the nodes: from the simulated xl's own state and from /proc. */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;

    Judge(Site site) {
        this.site = site;
    }

    /** No domain but dom0, dom0 has its memory, no process of a slot, on any node (scripts/lib/look.py). */
    void everyNodeIsClean() {
        Patience.await("every node is clean").untilAsserted(() -> {
            Tool.Ended look = site.tryLab("look");
            assertThat(look.exit()).as(look.output()).isZero();
        });
    }

    /** No pilot job, launcher or agent on any node. */
    void noJobIsLeft() {
        Patience.await("no job is left").untilAsserted(() -> {
            for (String node : site.nodes()) {
                String processes = site.exec(node, "ps", "-eo", "args");
                assertThat(processes).doesNotContain("pilot-job").doesNotContain("agent.Agent");
            }
        });
    }

    /** How often a create of each guest (its configuration file) was begun, over all nodes. */
    Map<String, Integer> creates() {
        Map<String, Integer> counts = new TreeMap<>();
        for (String node : names()) {
            site.exec(node, "simulated-xl", "calls", "--json")
                    .lines()
                    .map(this::json)
                    .forEach(call -> {
                        if (call.path("argv").path(0).asText().equals("create")) {
                            counts.merge(call.path("argv").path(1).asText(), 1, Integer::sum);
                        }
                    });
        }
        return counts;
    }

    /** Every guest of the lease was created at most once in each attempt, and so often in all. */
    void createdOnce(String lease, int guests) {
        Map<String, Integer> creates = creates();
        creates.keySet().removeIf(file -> !file.contains("/" + lease + "a"));
        assertThat(creates.values()).as(creates.toString()).hasSize(guests).allMatch(count -> count == 1);
    }

    /** UUIDs of all domains but dom0 on a node. */
    List<String> guestsOn(String node) {
        List<String> uuids = new ArrayList<>();
        truth(node)
                .path("domains")
                .forEach(domain -> uuids.add(domain.path("uuid").asText()));
        return uuids;
    }

    private JsonNode truth(String node) {
        return json(site.exec(node, "simulated-xl", "show", "--json"));
    }

    private JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names() {
        try {
            return site.nodes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
