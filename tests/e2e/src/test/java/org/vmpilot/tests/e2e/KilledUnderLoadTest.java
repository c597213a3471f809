package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.tests.load.LoadSite;

/**
 * kill -9 of the coordinator while 200 leases are open in all states and their agents talk: nothing is lost, doubled or left over. Agents are simulated, over real
 * sockets; the LRM takes no time and is short of places, so that leases wait, too. What is true is what callers, agents and the LRM have seen.
 */
@Tag("e2e")
class KilledUnderLoadTest {
    private static final Path INSTALLATION = Path.of(Optional.ofNullable(System.getenv("VMPILOT_DIST"))
            .orElse(Site.ROOT.resolve("target/dist").toString()));
    private static final int LEASES = 200;
    private static final Set<String> STATES = Set.of("WAITING", "ASSEMBLING", "ACTIVE");
    private static final int WORDS_LATER = 200;
    private static final String TIMES = """
            retry_after = "1s"
            query_min = "500ms"
            query_max = "2s"
            """;

    private final Random random = new Random(1);
    private Path folder;
    private LoadSite site;

    @BeforeEach
    void bringUp() throws IOException {
        Path parent =
                Path.of(Optional.ofNullable(System.getenv("VMPILOT_CACHE")).orElse("/var/cache/vmpilot"));
        Files.createDirectories(parent);
        folder = Files.createTempDirectory(parent, "load-");
        site = LoadSite.in(INSTALLATION, folder, Patience.of(90), new LoadSite.Shape(40, 3, 4, TIMES));
        site.startCoordinator();
    }

    @AfterEach
    void takeDown() throws IOException {
        site.close();
        Tool.run(Map.of(), "rm", "-rf", folder.toString()).mustSucceed();
    }

    @Test
    void threeTimes() throws Exception {
        killed(3);
    }

    @Test
    @Tag("long")
    void fiftyTimes() throws Exception {
        killed(50);
    }

    private void killed(int times) throws Exception {
        LoadJudge judge = new LoadJudge(site);
        try (LoadCallers callers = LoadCallers.start(site, LEASES)) {
            for (int kill = 0; kill < times; kill++) {
                awaitAllStates();
                long words = site.words() + random.nextInt(WORDS_LATER);
                site.await("a few words more", () -> site.words() >= words);
                site.killCoordinator();
                site.startCoordinator();
                judge.everythingAnsweredIsThere(callers.made());
            }
            callers.finish();
            site.await("every lease has ended", () -> open().isEmpty());
            site.await("no job is left", () -> site.jobs().isEmpty());
            site.await(
                    "all that agents have to say is taken", () -> site.agents().silent());
            judge.nothingIsLostDoubledOrLeft(callers.made());
        }
    }

    /** Leases that are waiting, assembling, active and over, as many as there are to be. */
    private void awaitAllStates() {
        site.await(LEASES + " leases in all states", () -> {
            List<JsonNode> open = open();
            Set<String> states =
                    open.stream().map(lease -> lease.path("state").asText()).collect(Collectors.toSet());
            return open.size() >= LEASES * 9 / 10 && states.containsAll(STATES);
        });
    }

    private List<JsonNode> open() throws IOException, InterruptedException {
        List<JsonNode> open = site.api().open();
        assertThat(open)
                .allSatisfy(lease -> assertThat(lease.path("state").asText()).isNotEqualTo("ENDED"));
        return open;
    }
}
