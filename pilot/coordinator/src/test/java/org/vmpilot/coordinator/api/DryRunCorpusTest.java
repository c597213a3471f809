package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.SlotKey;

/** A dry run says of each request of the corpus what a create says, in the same words, and makes nothing. */
class DryRunCorpusTest {
    private static final String FACTS =
            "{\"cpus\":4,\"guest_memory_mib\":4096,\"bridges\":[\"br0\"],\"limits\":{\"guests_max\":16,"
                    + "\"guest_memory_max\":1024,\"kernels\":[\"/k\"],\"images\":[\"/i\"],\"bridges\":[\"br0\"],\"boot_loaders\":[\"pygrub\"]}}";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    private ApiSite site;
    private String token;

    @BeforeEach
    void begin() throws Exception {
        site = new ApiSite(folder, Access.NONE);
        token = site.token("alice", Role.OPERATOR, "default");
    }

    @AfterEach
    void end() {
        site.close();
    }

    private record Request(String name, String text) {}

    private static List<Request> corpus() throws Exception {
        try (InputStream in = DryRunCorpusTest.class.getResourceAsStream("/requests.txt")) {
            List<Request> requests = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList()) {
                int blank = line.indexOf(' ');
                requests.add(new Request(line.substring(0, blank), line.substring(blank + 1)));
            }
            return requests;
        }
    }

    private HttpResponse<String> post(String query, String text, String key) throws Exception {
        HttpRequest.Builder call = site.call("/v1/leases" + query, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text));
        if (!key.isEmpty()) {
            call.header("Idempotency-Key", key);
        }
        return site.http.send(call.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> dryRun(String text) throws Exception {
        return post("?dry_run=true", text, "");
    }

    private int leases() throws Exception {
        return json.readTree(site.get("/v1/leases?ended=true", token).body())
                .get("leases")
                .size();
    }

    @Test
    void eachRequestIsRefusedOrTakenAlike() throws Exception {
        List<Request> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(60);
        int taken = 0;
        for (Request request : corpus) {
            int before = leases();
            HttpResponse<String> dry = dryRun(request.text());
            assertThat(leases())
                    .as("%s: a dry run makes nothing", request.name())
                    .isEqualTo(before);
            HttpResponse<String> real = post("", request.text(), "");
            if (real.statusCode() == 201) {
                taken++;
                assertThat(dry.statusCode()).as(request.name() + dry.body()).isEqualTo(200);
                JsonNode offer = json.readTree(dry.body());
                JsonNode lease = json.readTree(real.body());
                assertThat(offer.get("request")).as(request.name()).isEqualTo(lease.get("request"));
                assertThat(offer.get("defaults")).as(request.name()).isEqualTo(lease.get("defaults"));
                assertThat(offer.get("warnings")).as(request.name()).isEqualTo(lease.get("warnings"));
                site.post("/v1/leases/" + lease.get("id").asText() + "/end", token, "");
            } else {
                assertThat(dry.statusCode()).as(request.name() + dry.body()).isEqualTo(real.statusCode());
                assertThat(dry.body()).as(request.name()).isEqualTo(real.body());
            }
        }
        assertThat(taken).isGreaterThan(15).isLessThan(corpus.size() - 15);
    }

    @Test
    void aFreezeRefusesBothInTheSameWords() throws Exception {
        site.site.freezes().freeze(Caller.admin("test", ""), "test", "a test").get();
        String text = corpus().get(0).text();
        HttpResponse<String> real = post("", text, "");
        HttpResponse<String> dry = dryRun(text);
        assertThat(real.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(dry.statusCode()).isEqualTo(real.statusCode());
        assertThat(dry.body()).isEqualTo(real.body());
    }

    @Test
    void aKeyThatHasMadeALeaseIsNamedAndOneThatHasNotIsNotUsedUp() throws Exception {
        String text = corpus().get(0).text();
        assertThat(json.readTree(post("?dry_run=true", text, "k1").body())
                        .get("lease")
                        .isNull())
                .isTrue();
        String id = json.readTree(post("", text, "k1").body()).get("id").asText();
        assertThat(json.readTree(post("?dry_run=true", text, "k1").body())
                        .get("lease")
                        .asText())
                .isEqualTo(id);
        String other = text.replace("night", "day");
        HttpResponse<String> dry = post("?dry_run=true", other, "k1");
        HttpResponse<String> real = post("", other, "k1");
        assertThat(dry.statusCode()).isEqualTo(real.statusCode()).isEqualTo(409);
        assertThat(dry.body()).isEqualTo(real.body());
    }

    @Test
    void whatNoNodeThatHasSpokenCouldDoIsAWarningInBothAndNoRefusal() throws Exception {
        SlotKey slot = site.site.submitted(1).get(0);
        Claim claim = new Claim(slot, "1", "node1", "0".repeat(32), "boot", Peer.own(), Optional.of(FACTS));
        site.site.agents().claim(claim, "lrm-node1").get();

        JsonNode fits = json.readTree(dryRun(text("bridge")).body());
        assertThat(fits.get("warnings")).isEmpty();
        assertThat(fits.get("nodes").get("all").asInt()).isEqualTo(4);
        assertThat(fits.get("nodes").get("ever").asInt()).isEqualTo(1);
        assertThat(fits.get("nodes").get("ever_unknown").asInt()).isEqualTo(3);
        assertThat(fits.get("nodes").get("now").asInt()).as("it has a lease").isZero();
        assertThat(fits.get("nodes").get("facts_from").asText()).isNotEmpty();
        assertThat(fits.get("start").get("at").isNull()).isTrue();

        JsonNode none = json.readTree(dryRun(text("another-bridge")).body());
        assertThat(none.get("nodes").get("ever").asInt()).isZero();
        assertThat(none.get("warnings").get(0).asText())
                .contains("guest head-0", "1 of 4 nodes", "bridge 'br9'", "3 may be able to");
        HttpResponse<String> real = post("", text("another-bridge"), "");
        assertThat(real.statusCode()).isEqualTo(201);
        assertThat(json.readTree(real.body()).get("warnings")).isEqualTo(none.get("warnings"));
    }

    private static String text(String name) throws Exception {
        return corpus().stream()
                .filter(request -> request.name().equals(name))
                .findFirst()
                .orElseThrow()
                .text();
    }
}
