package org.vmpilot.killall.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteFileTest {
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));

    private static Site parse(String... lines) throws SiteException {
        return SiteFile.parse("killall.conf", String.join("\n", lines));
    }

    @Test
    void aLineWithTheNodesIsEnough() throws SiteException {
        Site site = parse("# the nodes", "nodes = node[01-20]");
        assertThat(site.nodes().size()).isEqualTo(20);
        assertThat(site.user()).isEqualTo("vmpilot-killall");
        assertThat(site.endpoint("node07")).isEqualTo(new Endpoint("node07", 22));
        assertThat(site.jump()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() throws SiteException {
        Site site = parse(
                "nodes=@rack3, gpu1",
                "group.rack3 = node[1-2]",
                "address.gpu1 = [fd00::7]:2222",
                "address.node1 = 10.0.0.1",
                "port = 2022",
                "jump = admin@gate:22022",
                "keys = /a, /b",
                "ssh-agent = yes",
                "width = 8");
        assertThat(site.select("@rack3")).hasToString("node[1-2]");
        assertThat(site.endpoint("gpu1")).isEqualTo(new Endpoint("fd00::7", 2222));
        assertThat(site.endpoint("node1")).isEqualTo(new Endpoint("10.0.0.1", 2022));
        assertThat(site.jump()).hasToString("Optional[admin@gate:22022]");
        assertThat(site.keys()).containsExactly(Path.of("/a"), Path.of("/b"));
    }

    @Test
    void theLrmAndItsSettingsAreNamedAsInTheCoordinatorsConfiguration() throws SiteException {
        Site site = parse("nodes = n1", "lrm = grid-engine", "lrm.owner = vmpilot", "lrm.sge_cell = night");
        assertThat(site.lrm().orElseThrow().provider()).isEqualTo("grid-engine");
        assertThat(site.lrm().orElseThrow().settings()).containsOnlyKeys("owner", "sge_cell");
        assertThat(parse("nodes = n1").lrm()).isEmpty();
    }

    @Test
    void whatIsWrongWithTheLrmIsSaidWithItsLine() {
        assertThatThrownBy(() -> parse("nodes = n1", "lrm = lsf"))
                .hasMessage("killall.conf:2: lrm: must be one of [embedded, grid-engine, pbs, slurm], not 'lsf'");
        assertThatThrownBy(() -> parse("nodes = n1", "lrm.owner = x"))
                .hasMessage("killall.conf:2: lrm.owner: of which LRM? 'lrm' is not given");
        assertThatThrownBy(() -> parse("nodes = n1", "lrm = grid-engine", "lrm.owner = x", "lrm.sge_sell = y"))
                .hasMessageStartingWith("killall.conf:4: lrm.sge_sell: ");
        assertThatThrownBy(() -> parse("nodes = n1", "lrm = grid-engine"))
                .hasMessageStartingWith("killall.conf:2: lrm.owner: must be given");
    }

    @Test
    void allFaultsAreSaidAtOnceWithTheirLines() {
        assertThatThrownBy(() -> parse(
                        "nodes = node[1-2]",
                        "widht = 3",
                        "width = 0",
                        "port",
                        "group.x = node[1-9]",
                        "address.node7 = h",
                        "user = a b",
                        "keys = key",
                        "jump = @",
                        "nodes = n1"))
                .isInstanceOf(SiteException.class)
                .satisfies(e -> assertThat(e.getMessage().split("\n", -1))
                        .containsExactlyInAnyOrder(
                                "killall.conf:2: widht: no such key (did you mean 'width'?)",
                                "killall.conf:3: width: must be a number of nodes, 1 to 2048, not '0'",
                                "killall.conf:4: not of the form 'key = value'",
                                "killall.conf:5: group.x: not among the nodes: node[1-9]",
                                "killall.conf:6: address.node7: not among the nodes",
                                "killall.conf:7: user: must be the name of an account, not 'a b'",
                                "killall.conf:8: keys: must be an absolute path, not 'key'",
                                "killall.conf:9: jump: must be HOST, USER@HOST or USER@HOST:PORT, not '@'",
                                "killall.conf:10: nodes: given twice"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node[1-3]  | not in the site file: node3",
                "@nosuch    | no such group: @nosuch",
                "' '        | no node is selected",
                "node[      | brackets do not match",
            })
    void aSelectionThatIsNoneIsRefused(String selection, String words) throws SiteException {
        Site site = parse("nodes = node[1-2]");
        assertThatThrownBy(() -> site.select(selection)).hasMessageContaining(words);
    }

    @Test
    void withoutNodesThereIsNothingToWorkOn() {
        assertThatThrownBy(() -> parse("width = 3")).hasMessage("killall.conf: nodes: must be given");
        assertThatThrownBy(() -> parse("nodes =")).hasMessageContaining("must name at least one node");
    }

    @Test
    void theSampleFileIsInOrderAndShowsEveryKeyWithItsDefault() throws Exception {
        String sample = Files.readString(ROOT.resolve("conf/killall.conf"));
        assertThat(SiteFile.parse("sample", sample).nodes().isEmpty()).isFalse();
        for (SiteKey key : SiteKey.values()) {
            String value = key.otherwise == null ? ".+" : Pattern.quote(key.otherwise);
            assertThat(sample).containsPattern("(?m)^#?" + key.text + " = ?" + value + "$");
        }
    }

    @Test
    void theRunBookListsEveryKeyWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/kill-all.md"));
        for (SiteKey key : SiteKey.values()) {
            String value = key.otherwise == null
                    ? "(must be given)"
                    : key.otherwise.isEmpty() ? "(none)" : "`" + key.otherwise + "`";
            assertThat(lines).anyMatch(line -> line.startsWith("| `" + key.text + "` | " + value + " |"));
        }
    }
}
