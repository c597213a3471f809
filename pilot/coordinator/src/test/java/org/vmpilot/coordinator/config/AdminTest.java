package org.vmpilot.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.protocol.seal.NodeKey;

class AdminTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void a_new_key_is_ours_alone_and_never_overwrites() throws IOException {
        Path file = folder.resolve("site.key");

        assertThat(run("key", "new", file.toString())).isZero();
        String key = Files.readString(file);
        assertThat(key).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("key", "new", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is there already; nothing was changed");
        assertThat(Files.readString(file)).isEqualTo(key);
        assertThat(out.toString()).doesNotContain(key.strip());
    }

    @Test
    void a_node_s_key_is_derived_from_the_site_s() throws IOException {
        Path config = config();

        assertThat(run("key", "issue", "node01", "--config", config.toString())).isZero();
        NodeKey issued = NodeKey.parse(out.toString());
        NodeKey expected = SiteKey.load(folder.resolve("k")).nodeKey("node01");
        assertThat(issued.text()).isEqualTo(expected.text());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_node_that_nobody_knows_gets_its_key_with_a_note() throws IOException {
        assertThat(run("key", "issue", "nod01", "--config", config().toString()))
                .isZero();
        assertThat(err.toString()).contains("did you mean node01?");
    }

    @Test
    void what_is_no_node_s_name_gets_no_key() throws IOException {
        assertThat(run("key", "issue", "a b", "--config", config().toString())).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void check_says_good_or_every_error() throws IOException {
        Path config = config();
        assertThat(run("check", config.toString())).isZero();
        assertThat(out.toString()).contains("is good: API at 127.0.0.1:7070");

        Files.writeString(config, "x = 1\ny = 2\n");
        assertThat(run("check", config.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(config + ":1: x: is not a known key", config + ":2: y: is not a known key");
    }

    @Test
    void an_unknown_option_is_a_usage_error() {
        assertThat(run("check", "--fast")).isEqualTo(2);
        assertThat(err.toString()).contains("--fast");
    }

    private Path config() throws IOException {
        Path key = folder.resolve("k");
        run("key", "new", key.toString());
        out.getBuffer().setLength(0);
        String text = "site_key = \"" + key + "\"\n[api]\ntoken_file = \"" + key + "\"\n[[node]]\nname = \"node01\"\n";
        return Files.writeString(folder.resolve("vmpilot.toml"), text);
    }

    private int run(String... words) {
        return Admin.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(words);
    }
}
