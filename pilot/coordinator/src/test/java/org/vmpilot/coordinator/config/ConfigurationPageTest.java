package org.vmpilot.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md and the tables of keys say the same. */
class ConfigurationPageTest {
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    private static final Pattern TABLE = Pattern.compile("`\\[{1,2}([a-z]+)]{1,2}`.*");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_-]+)` \\| (.*?) \\| (.*) ?\\|");

    @Test
    void each_key_of_the_coordinator_is_on_the_page_with_its_default_and_no_other() throws IOException {
        List<String> documented = new ArrayList<>();
        String table = "";
        for (String line : page("docs/configuration.md", "## vmpilot.toml", "## node.conf")) {
            Matcher head = TABLE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (head.matches()) {
                table = head.group(1);
            } else if (row.matches()) {
                assertThat(row.group(3)).as(row.group(1)).isNotBlank();
                documented.add(table + "." + row.group(1) + " = " + row.group(2));
            }
        }

        assertThat(documented)
                .containsExactlyElementsOf(Keys.ALL.stream()
                        .map(ConfigurationPageTest::asOnThePage)
                        .toList());
    }

    @Test
    void the_page_shows_the_same_node_conf_as_the_contract_of_the_node() throws IOException {
        assertThat(rows(page("docs/configuration.md", "## node.conf", null)))
                .isNotEmpty()
                .containsExactlyElementsOf(rows(page("docs/node.md", "## node.conf", null)));
    }

    private static String asOnThePage(Key<?> key) {
        String otherwise = List.of(
                                Keys.QUEUE_NAME,
                                Keys.NODE_NAME,
                                Keys.PROJECT_NAME,
                                WindowKeys.NAME,
                                WindowKeys.BEGIN,
                                WindowKeys.DURATION,
                                WindowKeys.WHY)
                        .contains(key)
                ? "(must be given)"
                : "(none)";
        return key.table() + "." + key.name() + " = "
                + key.standardText().map(text -> "`" + text + "`").orElse(otherwise);
    }

    private static List<String> rows(List<String> lines) {
        return lines.stream().filter(line -> ROW.matcher(line).matches()).toList();
    }

    private static List<String> page(String name, String from, String to) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve(name));
        int begin = lines.indexOf(from);
        int end = to == null ? lines.size() : lines.indexOf(to);
        return lines.subList(begin, end);
    }
}
