package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfFileTest {
    private static final Path FILE = Path.of("/etc/vmpilot/node.conf");
    private static final Path DOCUMENT = Path.of(System.getProperty("vmpilot.root"), "docs", "node.md");
    private static final String LEAST = "node = node01\ncoordinator = head:7071\n";

    @Test
    void theLeastIsNodeAndCoordinator() throws Exception {
        NodeConf conf = NodeConfFile.parse(FILE, LEAST);

        assertThat(conf.node()).isEqualTo("node01");
        assertThat(conf.coordinators()).containsExactly("head:7071");
        assertThat(conf.keyFile()).isEqualTo(Path.of("/etc/vmpilot/node.key"));
        assertThat(conf.dom0Memory()).isEqualTo("boot");
        assertThat(conf.guestsMax()).isEqualTo(16);
        assertThat(conf.bootLoaders()).isEmpty();
        assertThat(conf.diskFormats()).containsExactly("raw", "qcow2");
        assertThat(conf.durationMax()).isEqualTo(Duration.ofDays(7));
        assertThat(conf.orphanAfter()).isEmpty();
        assertThat(conf.allowEveryGuest()).isFalse();
    }

    @Test
    void commentsAndBlanksAndListsAreRead() throws Exception {
        NodeConf conf = NodeConfFile.parse(
                FILE,
                "# a comment\n\n  node=n-1 \ncoordinator = a:1 , [::1]:2,\nbridges = br0,br1\n"
                        + "boot-loaders = pygrub:/usr/lib/xen/bin/pygrub  --quiet -x, grub:/g\n#xl-timeout = x");

        assertThat(conf.bootLoader("pygrub"))
                .hasValue(new BootLoader("pygrub", "/usr/lib/xen/bin/pygrub", List.of("--quiet", "-x")));
        assertThat(conf.bootLoader("grub")).hasValue(new BootLoader("grub", "/g", List.of()));
        assertThat(conf.bootLoader("/g")).isEmpty();

        assertThat(conf.coordinators()).containsExactly("a:1", "[::1]:2");
        assertThat(conf.bridges()).containsExactly("br0", "br1");
    }

    @Test
    void howToReachTheCoordinatorIsReadWhateverElseIsWrong() {
        String wrong = "guests-max = many\nguests-max = 3\njust words\n";

        assertThat(NodeConfFile.access(FILE, LEAST + wrong))
                .hasValue(new CoordinatorAccess("node01", List.of("head:7071"), Path.of("/etc/vmpilot/node.key")));
        assertThat(NodeConfFile.access(FILE, "coordinator = head:7071\n" + wrong))
                .isEmpty();
        assertThat(NodeConfFile.access(FILE, "node = node01\ncoordinator = head\n"))
                .isEmpty();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsLine() {
        assertThatThrownBy(() ->
                        NodeConfFile.parse(FILE, "coordinater = x:1\nguests-max = many\njust words\nguests-max = 3\n"))
                .isInstanceOfSatisfying(
                        NodeConfException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        FILE + ": line 1: coordinater: no such key (did you mean 'coordinator'?)",
                                        FILE + ": line 2: guests-max: must be a whole number from 1 to 10000",
                                        FILE + ": line 3: not of the form 'key = value'",
                                        FILE + ": line 4: guests-max: given twice; first in line 2",
                                        FILE + ": node: must be given",
                                        FILE + ": coordinator: must be given"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node | -a",
                "node | a b",
                "coordinator | head",
                "coordinator | head:0",
                "coordinator | head:70000",
                "key-file | node.key",
                "dom0-memory | much",
                "dom0-memory | 0",
                "guests-max | 0",
                "guests-max | 08",
                "guests-max | 99999999999",
                "xl-timeout | 0",
                "xl-timeout | 86401",
                "kernels | kernels",
                "boot-loaders | pygrub",
                "boot-loaders | /usr/bin/pygrub",
                "boot-loaders | pygrub:bin/pygrub",
                "boot-loaders | Pygrub:/usr/bin/pygrub",
                "boot-loaders | a:/b, a:/c",
                "boot-loader-restrict | 1",
                "disk-formats | vmdk",
                "bridges | br 0",
                "java | java",
                "orphan-after | 59",
                "orphan-after | never",
                "allow-every-guest | true"
            })
    void aValueThatCannotBeIsNamed(String key, String value) {
        String rest = key.equals("node") ? "coordinator = a:1\n" : key.equals("coordinator") ? "node = n\n" : LEAST;

        assertThatThrownBy(() -> NodeConfFile.parse(FILE, key + " = " + value + "\n" + rest))
                .isInstanceOfSatisfying(
                        NodeConfException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .asString()
                                .startsWith(FILE + ": line 1: " + key + ": must be "));
    }

    @Test
    void theDocumentListsEveryKeyWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        for (NodeConfKey key : NodeConfKey.values()) {
            String row = "| `" + key.text() + "` | ";
            String value = key.defaultValue()
                    .map(text -> text.isEmpty() ? "(none)" : "`" + text + "`")
                    .orElse("(must be given)");
            assertThat(lines).as(key.text()).anyMatch(line -> line.startsWith(row + value + " |"));
        }
    }

    @Test
    void aFileThatOthersCanWriteIsNotRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("node.conf"), LEAST);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThatThrownBy(() -> NodeConfFile.read(file))
                .isInstanceOf(NodeConfException.class)
                .hasMessageContaining("chmod go-w");
        assertThatThrownBy(() -> NodeConfFile.read(folder.resolve("none")))
                .isInstanceOf(NodeConfException.class)
                .hasMessageContaining("no such file");
    }
}
