package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's configuration: what is right, what is wrong, and that the page about it tells the truth. */
class LrmConfigFileTest {
    private static final String SMALL = "[[queue]]\nname = \"batch\"\n[[node]]\nname = \"n1\"\n";
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root", "."));

    private static LrmConfig parse(String text) throws ConfigErrors.ConfigRefused {
        return LrmConfigFile.parse("lrm.toml", text);
    }

    private static String faults(String text) {
        try {
            parse(text);
            throw new AssertionError("accepted");
        } catch (ConfigErrors.ConfigRefused e) {
            return e.getMessage();
        }
    }

    @Test
    void defaultsAreThoseOfThePage() throws Exception {
        LrmConfig config = parse(SMALL);
        assertThat(config.state()).isEqualTo(Path.of("/var/lib/vmpilot-lrm"));
        assertThat(config.socket()).isEqualTo(Path.of("/var/lib/vmpilot-lrm/socket"));
        assertThat(config.site())
                .isEqualTo(new LrmConfig.Site(
                        LrmConfig.KillStyle.SESSION,
                        Duration.ofDays(7),
                        1048576,
                        "/usr/local/bin:/usr/bin:/bin",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)));
        assertThat(config.queues())
                .containsExactly(new LrmConfig.Queue(
                        "batch",
                        Set.of("n1"),
                        Set.of(),
                        Duration.ofDays(7),
                        Duration.ofSeconds(60),
                        List.of(),
                        List.of(),
                        0,
                        LrmConfig.Preemption.OFF));
        assertThat(config.nodes()).containsExactly(new LrmConfig.Node("n1", List.of(), List.of(), Set.of(), 0, 0));
    }

    @Test
    void thePageHasEveryKeyWithItsDefaultAndNoOther() throws IOException {
        Matcher row = Pattern.compile("(?m)^\\| (?:`\\[\\[(\\w+)\\]\\]`)? ?\\| `(\\w+)` \\| (.+?) \\|")
                .matcher(Files.readString(ROOT.resolve("docs/embedded-lrm.md")));
        List<String> page = new ArrayList<>();
        while (row.find()) {
            String table = row.group(1) == null ? "" : row.group(1);
            page.add(table + "." + row.group(2) + " " + row.group(3).replace("`", ""));
        }
        assertThat(page)
                .containsExactlyElementsOf(Arrays.stream(ConfigKey.values())
                        .map(key -> key.table + "." + key.key + " "
                                + (key.standard.isEmpty() ? "(must be given)" : key.standard))
                        .toList());
    }

    @Test
    void aDefaultWrittenOutIsTheDefault() throws Exception {
        StringBuilder top = new StringBuilder();
        StringBuilder queue = new StringBuilder("[[queue]]\nname = \"batch\"\n");
        StringBuilder node = new StringBuilder("[[node]]\nname = \"n1\"\n");
        for (ConfigKey key : ConfigKey.values()) {
            if (key.standard.matches("[\"\\[0-9].*")) {
                StringBuilder to = key.table.isEmpty() ? top : key.table.equals("queue") ? queue : node;
                to.append(key.key).append(" = ").append(key.standard).append('\n');
            }
        }
        assertThat(parse(top.toString() + queue + node)).isEqualTo(parse(SMALL));
    }

    @Test
    void theSampleIsRight() throws Exception {
        LrmConfig config = parse(Files.readString(ROOT.resolve("conf/vmpilot-lrm.toml")));
        assertThat(config.nodes()).hasSize(2);
    }

    @Test
    void allFaultsAreToldAtOnceWithTheirLines() {
        assertThat(faults("""
                        state = "relative"
                        kill_stile = "session"
                        history = 7
                        [[queue]]
                        name = "a b"
                        nodes = ["n1", "n3"]
                        kill_delay = "soon"
                        [[queue]]
                        nodes = "n1"
                        [[node]]
                        name = "n1"
                        enter = ["virtual-node"]
                        shares = -1
                        [[node]]
                        name = "n1"
                        """))
                .contains("lrm.toml:1: state: is 'relative'; it must be an absolute path")
                .contains("lrm.toml:2: kill_stile: unknown key; did you mean 'kill_style'?")
                .contains("lrm.toml:3: history: is '7'; it must be a time like")
                .contains("lrm.toml:5: queue 1: name: is 'a b'")
                .contains("lrm.toml:6: queue 1: nodes: there is no node 'n3'; did you mean 'n1'?")
                .contains("lrm.toml:7: queue 1: kill_delay: is 'soon'")
                .contains("queue 2: name: must be given")
                .contains("lrm.toml:9: queue 2: nodes: is 'n1'; it must be a list of names")
                .contains("lrm.toml:12: node 1: enter: is [")
                .contains("lrm.toml:13: node 1: shares: is '-1'; it must be a whole number from 0 to 1000")
                .contains("lrm.toml:15: node 2: name: there are two nodes 'n1'");
    }

    @Test
    void brokenTomlAnEmptyFileAndALongSocketAreRefused() {
        assertThat(faults("state = ")).startsWith("lrm.toml:1: ");
        assertThat(faults("")).contains("at least one [[queue]] table").contains("at least one [[node]] table");
        assertThat(faults("queue = 1\nnode = []\n")).contains("at least one [[queue]] table");
        assertThat(faults("socket = \"/" + "x".repeat(107) + "\"\n" + SMALL)).contains("at most 107 bytes");
    }

    @Test
    void aFileThatOthersCanWriteToIsNotRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("lrm.toml");
        Files.writeString(file, SMALL);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> LrmConfigFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod");
    }

    @Test
    void theCoordinatorsTableIsCheckedAsAWhole() {
        assertThat(EmbeddedLrm.check(Map.of())).isEmpty();
        assertThat(EmbeddedLrm.check(Map.of("socket", "/run/lrm", "deadline", "5s")))
                .isEmpty();
        assertThat(EmbeddedLrm.check(Map.of("socet", "/run/lrm", "deadline", "0s", "socket", "run")))
                .anySatisfy(error -> assertThat(error).contains("socet: unknown key; did you mean 'socket'?"))
                .anySatisfy(error -> assertThat(error).startsWith("deadline: '0s'"))
                .anySatisfy(error -> assertThat(error).startsWith("socket: 'run'"))
                .hasSize(3);
        assertThatThrownBy(() -> EmbeddedLrm.open(Map.of("socet", "x"))).isInstanceOf(IllegalArgumentException.class);
    }
}
