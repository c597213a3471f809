package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input meets the shipped commands: a clear message that says what was not done, and an exit code (docs/commands.md). */
@Tag("e2e")
class BadInputTest {
    private static final int BAD_INPUT = 2;
    private static final int REFUSED = 3;
    private static final int UNREACHABLE = 4;
    private static final int ADDRESS_TAKEN = 69;
    private static final int STORE_TAKEN = 75;

    private static Site site;

    @TempDir
    Path folder;

    @BeforeAll
    static void bringUp() throws IOException {
        site = Site.up(1);
    }

    @AfterAll
    static void takeDown() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = \"lab\"       | name = \"two words\"   | name",
                "name = \"lab\"       | name = \"42\"          | name",
                "name = \"lab\"       | name = \"ä\"           | name",
                "name = \"lab\"       | nam = \"lab\"          | did you mean name",
                "memory = \"128M\"    | memory = \"-1\"        | group[0].memory",
                "duration = \"60s\"   | duration = \"soon\"    | duration",
                "[[group]]            | [[group                | line",
            })
    void aBrokenLeaseFileIsRefusedWithItsField(String right, String wrong, String named) throws IOException {
        Tool.Ended ended = create(LeaseText.of("lab", 60, 1, 1).text().replace(right, wrong));
        assertThat(ended.exit()).as(ended.output()).isEqualTo(BAD_INPUT);
        assertThat(ended.output()).contains(named).contains("No lease was made");
    }

    @Test
    void anEmptyAHugeAndAMissingFileAreRefused() throws IOException {
        assertThat(create("").exit()).isEqualTo(BAD_INPUT);
        Tool.Ended huge = create("# " + "x".repeat(2 << 20));
        assertThat(huge.exit()).as(huge.output()).isEqualTo(BAD_INPUT);
        Tool.Ended missing =
                site.vmpilot("lease", "create", folder.resolve("none.toml").toString());
        assertThat(missing.exit()).isEqualTo(BAD_INPUT);
        assertThat(missing.output()).contains("none.toml");
    }

    @Test
    void anUnknownQueueIsRefusedByName() throws IOException {
        Tool.Ended ended =
                create(LeaseText.of("lab", 60, 1, 1).with("queue = \"nosuch\"").text());
        assertThat(ended.exit()).as(ended.output()).isEqualTo(REFUSED);
        assertThat(ended.output()).contains("queue").contains("nosuch");
    }

    @Test
    void aKernelThatIsNotThereEndsTheLeaseWithTheNodesWords() throws Exception {
        String text = LeaseText.of("lab", 60, 1, 1).text().replace("kernels/guest", "kernels/none");
        Tool.Ended created = create(text, "--quiet");
        String reason = site.awaitEnded(created.mustSucceed().output().strip()).reason();
        assertThat(reason).contains("/var/lib/vmpilot-images/kernels/none");
        site.judge().everyNodeIsClean();
    }

    @Test
    void aCoordinatorThatIsNotThereIsSaidToBeSo() throws IOException {
        Tool.Ended ended = site.vmpilot("status", "--api", "http://127.0.0.1:" + freePort());
        assertThat(ended.exit()).as(ended.output()).isEqualTo(UNREACHABLE);
    }

    @Test
    void aSecondCoordinatorOnTheSameStoreIsRefusedAndTheFirstGoesOn() throws IOException {
        Tool.Ended ended = serve(config().replaceAll("listen = \"127.0.0.1:\\d+\"", "listen = \"127.0.0.1:0\""));
        assertThat(ended.exit()).as(ended.output()).isEqualTo(STORE_TAKEN);
        assertThat(site.vmpilot("status").exit()).isZero();
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String other = config().replaceAll("listen = \"127.0.0.1:\\d+\"", "listen = \"127.0.0.1:0\"")
                    .replaceFirst("state = \"[^\"]*\"", "state = \"" + folder.resolve("state") + "\"")
                    .replaceFirst("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort());
            Tool.Ended ended = serve(other);
            assertThat(ended.exit()).as(ended.output()).isEqualTo(ADDRESS_TAKEN);
            assertThat(ended.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("Exception");
        }
    }

    @Test
    void aWrongConfigurationNamesFileLineAndKey() throws IOException {
        Path file = write("vmpilot.toml", config().replace("launcher =", "lancher ="));
        Tool.Ended ended = site.vmpilot("check", file.toString());
        assertThat(ended.exit()).isEqualTo(BAD_INPUT);
        assertThat(ended.output()).contains(file.toString()).contains("lancher").contains("launcher");
        assertThat(site.vmpilot("check", site.folder.resolve("vmpilot.toml").toString())
                        .exit())
                .isZero();
    }

    @Test
    void aWrongNodeConfNamesFileLineAndKey() throws IOException {
        Path file = write("node.conf", "node = node01\ncoordinator = 127.0.0.1:1\nguest-max = 4\n");
        Tool.Ended ended = site.vmpilot("check", "--node", file.toString());
        assertThat(ended.exit()).isEqualTo(BAD_INPUT);
        assertThat(ended.output())
                .contains(file + ": line 3")
                .contains("guest-max")
                .contains("guests-max");
        Path right = write("node.conf", "node = node01\ncoordinator = 127.0.0.1:1\n");
        assertThat(site.vmpilot("check", "--node", right.toString()).exit()).isZero();
    }

    private Tool.Ended create(String text, String... options) throws IOException {
        Path file = write("lease.toml", text);
        String[] words = new String[3 + options.length];
        words[0] = "lease";
        words[1] = "create";
        words[2] = file.toString();
        System.arraycopy(options, 0, words, 3, options.length);
        return site.vmpilot(words);
    }

    private Tool.Ended serve(String config) throws IOException {
        Path file = write("serve.toml", config);
        return Tool.run(
                Map.of(), site.folder.resolve("dist/bin/vmpilot").toString(), "serve", "--config", file.toString());
    }

    private static String config() throws IOException {
        return Files.readString(site.folder.resolve("vmpilot.toml"), StandardCharsets.UTF_8);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
