package org.vmpilot.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.lrm.QueueOptions;

class ConfigFileTest {
    @TempDir
    private Path folder;

    private Path secret;

    @BeforeEach
    void makeSecret() throws IOException {
        secret = folder.resolve("secret");
        SecretFile.make(secret, new SecureRandom());
    }

    @Test
    void a_file_that_says_nothing_but_its_secrets_has_every_default() throws Exception {
        CoordinatorConfig config = ConfigFile.load(file(""));

        assertThat(config.api().listen()).hasToString("/127.0.0.1:7070");
        assertThat(config.stateFolder()).isEqualTo(Path.of("/var/lib/vmpilot-coordinator"));
        assertThat(config.times().startAllowance()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.times().teardown().total()).isEqualTo(Duration.ofSeconds(50));
        assertThat(config.limits().slots()).isEqualTo(256);
        assertThat(config.queues()).isEmpty();
    }

    @Test
    void all_tables_are_read() throws Exception {
        CoordinatorConfig config = ConfigFile.load(file("""
                [lrm]
                default_queue = "batch"
                [lrm.embedded]
                socket = "/s/socket"
                [times]
                start_allowance = "1m30s"
                [[queue]]
                name = "batch"
                max_duration = "2h"
                [[queue]]
                name = "long"
                [[node]]
                name = "node01"
                lrm_name = "n1"
                [[node]]
                name = "node02"
                """));

        assertThat(config.lrm().settings()).containsEntry("socket", "/s/socket");
        assertThat(config.times().startAllowance()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.queues())
                .containsExactly(
                        new CoordinatorConfig.Queue("batch", Duration.ofHours(2)),
                        new CoordinatorConfig.Queue("long", Duration.ofDays(7)));
        assertThat(config.nodes())
                .containsExactly(
                        new CoordinatorConfig.Node("node01", "n1"), new CoordinatorConfig.Node("node02", "node02"));
    }

    @Test
    void what_the_site_adds_for_a_queue_is_read_and_must_be_an_option_of_its_lrm() throws Exception {
        String queue = """
                [[queue]]
                name = "vm"
                qos = "high"
                reservation = "vmpilot"
                priority = 7
                options = "--licenses=xen  --switches=1"
                """;
        CoordinatorConfig config = ConfigFile.load(file("[lrm]\nprovider = \"slurm\"\n" + queue));
        assertThat(config.queueOptions())
                .containsExactly(Map.entry(
                        "vm",
                        new QueueOptions(
                                Optional.of("high"),
                                Optional.of("vmpilot"),
                                Optional.of(7),
                                List.of("--licenses=xen", "--switches=1"))));
        Path pbs = file("[lrm]\nprovider = \"pbs\"\n" + queue.replace("xen", "\\\"xen\\\""));
        assertThatThrownBy(() -> ConfigFile.load(pbs))
                .hasMessageContaining("qos: is nothing that the LRM (pbs) has an option for")
                .hasMessageContaining("reservation: is nothing")
                .hasMessageContaining("options: must be words of the LRM's submit command");
    }

    @Test
    void every_error_comes_at_once_with_file_line_and_key() throws IOException {
        Path file = file("""
                [agents]
                listen = "node:7071"
                [lrm]
                provider = "slurmy"
                launcher = "pilot-job"
                [lrm.embedded]
                sockett = "/s"
                [times]
                start_alowance = "2m"
                long_poll = 60
                query_max = "1s"
                [limits]
                slots = 1000
                guests = "many"
                [[node]]
                name = "a b"
                [nod]
                """);

        assertThat(errors(file))
                .containsExactly(
                        at(
                                file,
                                5,
                                "agents.listen: must be an address and a port, for example \"127.0.0.1:7070\" or \"[::1]:7070\", not \"node:7071\""),
                        at(
                                file,
                                7,
                                "lrm.provider: must be \"embedded\" or \"grid-engine\" or \"native\" or \"pbs\" or \"slurm\", not \"slurmy\""),
                        at(file, 8, "lrm.launcher: must be an absolute path, not \"pilot-job\""),
                        at(file, 10, "lrm.embedded.sockett: unknown key; did you mean 'socket'?"),
                        at(file, 12, "times.start_alowance: is not a known key; did you mean start_allowance?"),
                        at(file, 13, "times.long_poll: needs a unit, for example \"60s\""),
                        at(file, 14, "times.query_max: must not be shorter than query_min"),
                        at(file, 16, "limits.slots: must be within 1 to 999, not 1000"),
                        at(file, 17, "limits.guests: must be a whole number without quotes, not a text"),
                        at(
                                file,
                                19,
                                "node[0].name: must be a node's name (1 to 64 letters, digits, dots, dashes and underscores), not \"a b\""),
                        at(file, 20, "nod: is not a known key; did you mean node?"));
    }

    @Test
    void a_text_that_is_not_toml_is_told_by_its_line() throws IOException {
        Path file = file("[times\n");

        assertThat(errors(file)).first().asString().startsWith(file + ":4: not TOML: ");
    }

    @Test
    void an_api_beyond_loopback_needs_a_token() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.toml"),
                "site_key = \"" + secret + "\"\n[api]\nlisten = \"0.0.0.0:7070\"\ntoken_file = \"none\"\n");

        assertThat(errors(file)).singleElement().asString().contains(":4: api.token_file:", "needs a token");
    }

    @Test
    void on_loopback_it_may_go_without() throws Exception {
        Path file = Files.writeString(
                folder.resolve("c.toml"), "site_key = \"" + secret + "\"\n[api]\ntoken_file = \"none\"\n");

        assertThat(ConfigFile.load(file).api().tokenFile()).isEmpty();
    }

    @Test
    void rules_between_keys_are_checked() throws IOException {
        Path file = file("""
                [agents]
                listen = "0.0.0.0:7070"
                [lrm]
                default_queue = "gone"
                [times]
                heartbeat_lost = "30s"
                [[queue]]
                name = "q"
                [[queue]]
                name = "q"
                """);

        assertThat(errors(file))
                .extracting(line -> line.substring(line.indexOf(".toml") + 5))
                .containsExactly(
                        ":5: agents.listen: must have another port than api.listen (7070)",
                        ":7: lrm.default_queue: is not one of the queues ([[queue]]) that leases may name",
                        ":9: times.heartbeat_lost: must be longer than long_poll: an agent is heard of once a poll",
                        ":13: queue[1].name: stands twice: \"q\"");
    }

    @Test
    void a_secret_that_others_can_read_is_refused_and_not_repeated() throws IOException {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(errors(file("")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("is open to others (chmod 600")
                        .doesNotContain(content()));
    }

    @Test
    void a_configuration_that_others_can_write_is_refused_by_its_mode() throws IOException {
        Path file = file("");
        for (String mode : List.of("rw-rw-rw-", "rw-rw----", "rw-r---w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

            assertThat(errors(file)).singleElement().asString().contains(mode).endsWith("chmod go-w " + file);
        }
    }

    @Test
    void the_owner_of_the_state_folder_must_have_the_keys_and_the_command_is_said() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can give a file away");
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setAttribute(state, "unix:uid", 65534);
        Path file = Files.writeString(
                folder.resolve("c.toml"),
                "state = \"" + state + "\"\nsite_key = \"" + secret + "\"\n[api]\ntoken_file = \"none\"\n");
        String service = Files.getOwner(state).getName();

        assertThat(errors(file))
                .singleElement()
                .asString()
                .contains(
                        secret + " belongs to root; it must belong to " + service, ": chown " + service + " " + secret);

        Files.setAttribute(secret, "unix:uid", 65534);
        assertThat(errors(file)).singleElement().asString().contains("runuser -u " + service + " -- vmpilot");
    }

    @Test
    void a_secret_of_another_form_is_refused_and_not_repeated() throws IOException {
        Files.writeString(secret, "too-short");

        assertThat(errors(file("")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("a site key is 64 hexadecimal digits"),
                        line -> assertThat(line).endsWith("a token is 16 to 512 visible ASCII characters"))
                .noneMatch(line -> line.contains("too-short"));
    }

    @Test
    void missing_huge_and_binary_files_are_said_in_words() throws IOException {
        assertThat(errors(folder.resolve("none"))).containsExactly(folder + "/none: there is no such file");
        Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);
        assertThat(errors(huge)).containsExactly(huge + ": is larger than 1 MiB: not a configuration");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});
        assertThat(errors(binary)).containsExactly(binary + ": is not UTF-8 text");
        assertThat(errors(folder)).singleElement().asString().contains("cannot be read");
    }

    @Test
    void the_sample_names_every_key_and_shows_its_default() throws Exception {
        Path root = Path.of(System.getProperty("vmpilot.root"));
        String sample = Files.readString(root.resolve("conf/vmpilot.toml"));

        for (Key<?> key : Keys.ALL) {
            assertThat(sample).contains(key.name() + " = " + key.standardText().orElse(""));
        }
        String all = sample.replaceAll("(?m)^#([a-z_]+ = |\\[\\[)", "$1");
        Path certificate = folder.resolve("api.pem");
        Path key = folder.resolve("api.key");
        TestCertificate.make(folder, "sample", "EC", 90).put(certificate, key);
        Path file = Files.writeString(
                folder.resolve("sample.toml"),
                all.replaceAll("(?m)^(site_key|former_site_key|token_file) = .*", "$1 = \"" + secret + "\"")
                        .replaceAll("(?m)^tls_certificate = .*", "tls_certificate = \"" + certificate + "\"")
                        .replaceAll("(?m)^tls_key = .*", "tls_key = \"" + key + "\""),
                StandardCharsets.UTF_8);
        assertThat(ConfigFile.load(file).nodes()).hasSize(1);
    }

    @Test
    void certificate_and_key_belong_together_and_are_looked_at() throws Exception {
        Path certificate = folder.resolve("api.pem");
        Path key = folder.resolve("api.key");
        TestCertificate.make(folder, "one", "EC", 90).put(certificate, key);
        String both = "tls_certificate = \"" + certificate + "\"\ntls_key = \"" + key + "\"\n";
        assertThat(ConfigFile.load(file(both)).api().tls()).contains(new TlsFiles(certificate, key));

        assertThat(errors(file("tls_key = \"" + key + "\"\n")))
                .singleElement()
                .asString()
                .contains("api.tls_key")
                .contains("needs tls_certificate beside it");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(errors(file(both)))
                .singleElement()
                .asString()
                .contains("api.tls_key")
                .contains("open to others");
        TestCertificate.make(folder, "two", "EC", 90).put(folder.resolve("other.pem"), key);
        assertThat(errors(file(both)))
                .singleElement()
                .asString()
                .contains("api.tls_certificate: " + certificate)
                .contains("not the one of the first certificate");
    }

    @Test
    void a_window_that_cannot_be_meant_is_told_by_line_and_field() throws Exception {
        String window = "[[window]]\nname = \"net\"\nbegin = \"%s\"\nduration = \"3h\"\nwhy = \"w\"\n";
        assertThat(ConfigFile.load(file(String.format(window, "0 0 17 ? * FRI")))
                        .windows())
                .singleElement()
                .satisfies(net -> assertThat(net.zone()).isEqualTo(java.time.ZoneId.of("UTC")));
        assertThat(errors(file(String.format(window, "0 17 * * 5"))))
                .singleElement()
                .asString()
                .contains(":6: window[0].begin: must be a Quartz cron expression");
        assertThat(errors(file(String.format(window, "0 */5 17 * * ?"))))
                .singleElement()
                .asString()
                .contains("window[0].begin: must begin with two numbers");
        String all = "[[queue]]\nname = \"work\"\n[[node]]\nname = \"n1\"\n" + String.format(window, "0 0 17 ? * FRI");
        assertThat(errors(file(all + "queue = \"wrok\"\n")))
                .singleElement()
                .asString()
                .contains("window[0].queue: is not one of the queues");
        assertThat(errors(file(all + "nodes = \"n[1-3]\"\n")))
                .singleElement()
                .asString()
                .contains("window[0].nodes: names what no [[node]] is called: n[2-3]");
        assertThat(errors(file(all + "nodes = \"n1\"\nqueue = \"work\"\n")))
                .singleElement()
                .asString()
                .contains("window[0].nodes: cannot stand beside queue");
        assertThat(errors(file(all + "time_zone = \"Mars\"\n")))
                .singleElement()
                .asString()
                .contains("window[0].time_zone: must be a time zone");
    }

    private List<String> errors(Path file) {
        return catchThrowableOfType(ConfigException.class, () -> ConfigFile.load(file))
                .lines();
    }

    private Path file(String text) throws IOException {
        String head = "site_key = \"" + secret + "\"\n[api]\ntoken_file = \"" + secret + "\"\n";
        return Files.writeString(folder.resolve("vmpilot.toml"), head + text);
    }

    private static String at(Path file, int line, String words) {
        return file + ":" + line + ": " + words;
    }

    private String content() {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
