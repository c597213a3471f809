package org.vmpilot.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.TomlText;

/** Reader, page, API description and the full example know the same keys. */
class LeaseRequestPageTest {
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    private static final Pattern HEAD = Pattern.compile("`\\[\\[(?:group\\.)?([a-z]+)]]`.*");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| .*");
    private static final Pattern KNOWN = Pattern.compile(".*known here: (.*)");
    private static final Map<String, String> SCHEMAS =
            Map.of("", "LeaseRequest", "group", "Group", "disk", "Disk", "nic", "Nic");

    @Test
    void the_page_has_the_keys_that_are_read() throws IOException {
        Map<String, List<String>> page = new LinkedHashMap<>();
        String table = "";
        for (String line : Files.readAllLines(ROOT.resolve("docs/lease-request.md"))) {
            Matcher head = HEAD.matcher(line);
            Matcher row = ROW.matcher(line);
            if (head.matches()) {
                table = head.group(1);
            } else if (row.matches()) {
                page.computeIfAbsent(table, t -> new ArrayList<>()).add(row.group(1));
            }
        }
        page.get("").add("group");
        page.get("group").addAll(List.of("disk", "nic"));

        known().forEach((name, keys) -> assertThat(page.get(name)).as(name).containsExactlyInAnyOrderElementsOf(keys));
    }

    @Test
    void the_description_has_the_keys_that_are_read() throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(ROOT.resolve("docs/openapi.yaml").toFile());

        known().forEach((name, keys) -> assertThat(
                        document.at("/components/schemas/" + SCHEMAS.get(name) + "/properties")
                                .properties())
                .as(name)
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(keys));
    }

    @Test
    void the_full_example_shows_the_keys_that_are_read() throws IOException {
        String example = Files.readString(ROOT.resolve("conf/examples/full.toml"));

        known().values()
                .forEach(keys -> assertThat(keys)
                        .allSatisfy(
                                key -> assertThat(example).containsPattern("(?m)(^ *" + key + " = |" + key + "]])")));
    }

    /** The reader says itself what it knows, when it meets a key that it does not. */
    private static Map<String, List<String>> known() {
        List<Fault> faults = new ArrayList<>();
        String text =
                "qqqqqqqq = 1\n[[group]]\nqqqqqqqq = 1\n[[group.disk]]\nqqqqqqqq = 1\n[[group.nic]]\nqqqqqqqq = 1\n";
        new LeaseFields(Fields.of(TomlText.read(text, faults), faults), Duration.ofSeconds(30)).read();
        Map<String, List<String>> known = new LinkedHashMap<>();
        for (Fault fault : faults) {
            Matcher matcher = KNOWN.matcher(fault.words());
            if (matcher.matches()) {
                List<String> path = Splitter.on('.').splitToList(fault.field().replaceAll("\\[\\d+]", ""));
                known.put(
                        path.size() == 1 ? "" : path.get(path.size() - 2),
                        Splitter.on(", ").splitToList(matcher.group(1)));
            }
        }
        return known;
    }
}
