package org.vmpilot.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.protocol.LeaseRequest;

/** What was asked can be read back, and says what the caller did not. */
class RequestDocumentTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("vmpilot.root")).resolve("conf/examples");
    private static final Duration POLITE = Duration.ofSeconds(30);
    private static final String SMALL = """
            name = "small"
            duration = "90s"
            %s
            [[group]]
            name = "head"
            memory = 64
            kernel = "/k/guest"
              [[group.nic]]
              bridge = "br0"
            """;

    private static LeaseRequest toml(String text) throws RequestException {
        return LeaseText.read(text.getBytes(StandardCharsets.UTF_8), LeaseText.Form.TOML, POLITE);
    }

    @Test
    void whatIsSentAgainAsItIsShownAsksForTheSame() throws IOException, RequestException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".toml")).toList()) {
                LeaseRequest request = LeaseText.read(Files.readAllBytes(file), LeaseText.Form.TOML, POLITE);
                byte[] shown = new ObjectMapper().writeValueAsBytes(RequestDocument.of(request));
                // Another site would ask less patiently; what is shown says how long.
                LeaseRequest again = LeaseText.read(shown, LeaseText.Form.JSON, POLITE);
                assertThat(again.defaults()).as(file.toString()).contains(List.of());
                assertThat(again.withDefaults(List.of())).isEqualTo(request.withDefaults(List.of()));
            }
        }
    }

    @Test
    void theFieldsThatTheCallerDidNotGiveAreNamed() throws RequestException {
        LeaseRequest request = toml(SMALL.formatted("guests_per_node = 1"));

        assertThat(request.defaults().orElseThrow())
                .containsExactly(
                        "longest",
                        "node_use",
                        "on_slot_loss",
                        "group[0].count",
                        "group[0].vcpus",
                        "group[0].command_line",
                        "group[0].end",
                        "group[0].end_timeout");
        assertThat(RequestDocument.of(request))
                .containsEntry("duration", "1m30s")
                .containsEntry("guests_per_node", 1)
                .doesNotContainKeys("queue", "labels");
    }

    @Test
    void labelsAreKeptAsTheyAre() throws RequestException {
        LeaseRequest request = toml(SMALL.formatted("labels = { team = \"n\u00e4cht\", \"a.b/c_d-1\" = \"\" }"));

        assertThat(request.labels()).isEqualTo(Map.of("team", "n\u00e4cht", "a.b/c_d-1", ""));
        assertThat(request.defaults().orElseThrow()).noneMatch(field -> field.startsWith("labels"));
    }

    @Test
    void eachLabelThatIsNoneIsNamedAtOnce() {
        String labels = "labels = { Team = \"x\", two = 2, site.rack = \"r\", long = \"" + "x".repeat(256)
                + "\", odd = \"a\\u200bb\", fine = \"" + "\u00e4".repeat(255) + "\" }";
        RequestException refused = catchThrowableOfType(RequestException.class, () -> toml(SMALL.formatted(labels)));

        assertThat(refused.faults())
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("labels.Team", "labels.two", "labels.site", "labels.long", "labels.odd");
        assertThat(refused.faults()).anyMatch(fault -> fault.words().contains("in quotes"));
    }

    @Test
    void seventeenLabelsAreOneTooMany() {
        StringBuilder labels = new StringBuilder("labels = { ");
        for (int i = 0; i < 17; i++) {
            labels.append(i == 0 ? "" : ", ").append("n").append(i).append(" = \"v\"");
        }
        RequestException refused =
                catchThrowableOfType(RequestException.class, () -> toml(SMALL.formatted(labels + " }")));

        assertThat(refused.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.field()).isEqualTo("labels"));
    }
}
