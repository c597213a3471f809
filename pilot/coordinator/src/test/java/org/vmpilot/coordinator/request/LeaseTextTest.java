package org.vmpilot.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.document.Fault;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.MacAddress;

class LeaseTextTest {
    private static final Duration POLITE = Duration.ofSeconds(30);
    private static final Path EXAMPLES =
            Path.of(System.getProperty("vmpilot.root")).resolve("conf/examples");
    private static final String HEAD = "name = \"night\"\nduration = \"20s\"\n";
    private static final String GROUP = "[[group]]\nname = \"g\"\nmemory = 64\nkernel = \"/k/guest\"\n";

    @Test
    void the_smallest_request_has_every_default() throws Exception {
        LeaseRequest request = toml(HEAD + GROUP);

        assertThat(request.nodeUse()).isEqualTo(LeaseRequest.NodeUse.EXCLUSIVE);
        assertThat(request.onSlotLoss()).isEqualTo(LeaseRequest.OnSlotLoss.END);
        assertThat(request.guestsPerNode()).isEqualTo(1);
        assertThat(request.queue()).isEmpty();
        assertThat(request.groups()).singleElement().satisfies(group -> {
            assertThat(group.count()).isEqualTo(1);
            assertThat(group.guest())
                    .isEqualTo(new GuestSpec(
                            64,
                            1,
                            new Boot.Kernel("/k/guest", Optional.empty(), ""),
                            List.of(),
                            List.of(),
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            new Ending.Shutdown(POLITE)));
        });
    }

    @Test
    void every_key_is_read() throws Exception {
        LeaseRequest request =
                LeaseText.read(Files.readAllBytes(EXAMPLES.resolve("full.toml")), LeaseText.Form.TOML, POLITE);

        GuestSpec head = request.groups().get(0).guest();
        assertThat(request.duration()).isEqualTo(Duration.ofHours(2));
        assertThat(request.account()).hasValue("physics");
        assertThat(head.memoryMib()).isEqualTo(2048);
        assertThat(head.cpuWeight()).hasValue(512);
        assertThat(head.ending()).isEqualTo(new Ending.Shutdown(Duration.ofSeconds(20)));
        assertThat(head.disks()).extracting(Disk::device).containsExactly("xvda", "xvdb");
        assertThat(head.nics().get(0).mac()).hasValue(new MacAddress("00:16:3e:12:34:56"));
        GuestSpec worker = request.groups().get(1).guest();
        assertThat(worker.boot()).isEqualTo(new Boot.Loader("pygrub"));
        assertThat(worker.ending()).isInstanceOf(Ending.Destroy.class);
        assertThat(request.slotCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single.toml", "cluster.toml"})
    void the_examples_are_good(String name) throws Exception {
        LeaseText.read(Files.readAllBytes(EXAMPLES.resolve(name)), LeaseText.Form.TOML, POLITE);
    }

    @Test
    void a_given_device_is_left_out_when_others_get_theirs() throws Exception {
        String disks = """
                [[group.disk]]
                path = "/d/1"
                [[group.disk]]
                path = "/d/2"
                device = "xvda1"
                [[group.disk]]
                path = "/d/3"
                """;

        assertThat(toml(HEAD + GROUP + disks).groups().get(0).guest().disks())
                .extracting(Disk::device)
                .containsExactly("xvdb", "xvda1", "xvdc");
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "'\"512M\"', 512", "'\"2G\"', 2048", "'\"1T\"', 1048576", "'\"64MiB\"', 64"})
    void memory_is_mebibytes_or_has_a_unit(String written, int mib) throws Exception {
        assertThat(toml(HEAD + GROUP.replace("64", written))
                        .groups()
                        .get(0)
                        .guest()
                        .memoryMib())
                .isEqualTo(mib);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "3", "-1", "\"2g\"", "\"512K\"", "\"\"", "1.5", "99999999", "\"99999999T\"", "true", "[]"})
    void memory_that_is_none_is_refused(String written) {
        assertThat(faults(HEAD + GROUP.replace("64", written))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("group[0].memory");
            assertThat(fault.line()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "1234",
                "-rf",
                ".",
                "na/me",
                "nächte",
                "n\u202Eame",
                "a;reboot",
                "$(id)",
                "a\\nb",
                "\\u0000",
                "'",
                "\\\"quoted\\\"",
                "😀",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void a_hostile_name_is_refused_and_shown_harmless(String name) {
        assertThat(faults(HEAD.replace("night", name) + GROUP)).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("name");
            assertThat(fault.words().chars()).allMatch(c -> (c >= ' ' && c < 0x7f) || c == '…');
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guest",
                "./guest",
                "/k/../etc/shadow",
                "/k/./guest",
                "//k",
                "/k/",
                "/",
                "/k/a b",
                "/k/a,b",
                "/k/a'b",
                "/k/\\\"",
                "/k/a\\nroot=x",
                "/k/\\u0000",
                "/k/ü",
                "/k/[a]",
                "/k/$HOME",
                "/k/`id`",
                "/k/a|b",
                "/k/a\\\\b"
            })
    void a_hostile_path_is_refused(String path) {
        String disk = "[[group.disk]]\npath = \"" + path + "\"\n";

        assertThat(faults(HEAD + GROUP.replace("/k/guest", path) + disk))
                .extracting(Fault::field)
                .containsExactly("group[0].kernel", "group[0].disk[0].path");
    }

    @Test
    void a_path_longer_than_any_is_refused() {
        assertThat(faults(HEAD + GROUP.replace("/k/guest", "/" + "k".repeat(200_000))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.words()).isEqualTo("is longer than 1024 characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nkernel=x", "tab\\there", "ü", "\\u0007"})
    void a_command_line_that_could_leave_its_line_is_refused(String line) {
        assertThat(faults(HEAD + GROUP + "command_line = \"" + line + "\"\n"))
                .extracting(Fault::field)
                .containsExactly("group[0].command_line");
    }

    @ParameterizedTest
    @CsvSource({"queue", "node_property", "account"})
    void names_for_the_lrm_are_not_options_and_not_lists(String key) {
        for (String value : List.of("-q", "a,b", "a b", "", "a;b", "a\\nb", "*")) {
            assertThat(faults(HEAD + key + " = \"" + value + "\"\n" + GROUP))
                    .as(value)
                    .extracting(Fault::field)
                    .containsExactly(key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"20\"",
                "20",
                "\"0s\"",
                "\"-1s\"",
                "\"1.5h\"",
                "\"500ms\"",
                "\"366d\"",
                "\"9999999999s\"",
                "\"s\"",
                "\"30s 1h\""
            })
    void a_duration_that_is_none_is_refused(String written) {
        assertThat(faults(HEAD.replace("\"20s\"", written) + GROUP))
                .extracting(Fault::field)
                .containsExactly("duration");
    }

    @Test
    void unknown_keys_are_refused_everywhere_with_a_suggestion() {
        String text = HEAD + "quue = \"q\"\n" + GROUP + "vcpu = 1\n[[group.disk]]\npath = \"/d\"\nmod = \"ro\"\n"
                + "[[group.nic]]\nbridge = \"br0\"\nxyzzy = 1\n";

        assertThat(faults(text))
                .containsExactlyInAnyOrder(
                        new Fault("quue", 3, "is not a known key; did you mean queue?"),
                        new Fault("group[0].vcpu", 8, "is not a known key; did you mean vcpus?"),
                        new Fault("group[0].disk[0].mod", 11, "is not a known key; did you mean mode?"),
                        new Fault("group[0].nic[0].xyzzy", 14, "is not a known key; known here: bridge, mac"));
    }

    @Test
    void what_must_be_given_is_missed() {
        assertThat(faults("queue = \"q\"\n"))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("name", "duration", "group");
        assertThat(faults(HEAD + "[[group]]\n[[group.disk]]\n[[group.nic]]\n"))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder(
                        "group[0].name",
                        "group[0].memory",
                        "group[0].kernel",
                        "group[0].disk[0].path",
                        "group[0].nic[0].bridge");
    }

    /** A boot loader runs as root in dom0: a request chooses neither its path nor its words. */
    @Test
    void a_boot_loader_is_a_name_of_the_nodes() {
        String group = GROUP.replaceAll("kernel = .*", "boot_loader = \"/usr/bin/pygrub\"");
        assertThat(faults(HEAD + group)).extracting(Fault::field).contains("group[0].boot_loader");
        assertThat(faults(HEAD + group + "boot_loader_arguments = \"--output=/etc/passwd\"\n"))
                .extracting(Fault::field)
                .contains("group[0].boot_loader_arguments");
    }

    @Test
    void a_guest_boots_one_way_only() {
        assertThat(faults(HEAD + GROUP + "boot_loader = \"b\"\n"))
                .extracting(Fault::words)
                .contains(
                        "stands beside kernel: a guest boots one or the other",
                        "needs a disk ([[group.disk]]) to find a kernel on");
        assertThat(faults(HEAD + GROUP.replace("kernel", "ramdisk")))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("group[0].kernel", "group[0].ramdisk");
    }

    @Test
    void macs_are_unicast_for_one_guest_and_not_twice() {
        String nic = "[[group.nic]]\nbridge = \"br0\"\nmac = \"%s\"\n";
        String first = GROUP + String.format(nic, "00:16:3e:00:00:01") + String.format(nic, "01:16:3e:00:00:01");
        String second =
                GROUP.replace("\"g\"", "\"h\"") + String.format(nic, "00:16:3E:00:00:01") + String.format(nic, "00-16");
        String third = GROUP.replace("\"g\"", "\"i\"\ncount = 2") + String.format(nic, "00:16:3e:00:00:02");

        assertThat(faults(HEAD + first + second + third))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder(
                        "group[0].nic[1].mac", "group[1].nic[0].mac", "group[1].nic[1].mac", "group[2].nic[0].mac");
    }

    @Test
    void devices_and_group_names_stand_once() {
        String disk = "[[group.disk]]\npath = \"/d\"\nmode = \"ro\"\ndevice = \"xvda\"\n";

        assertThat(faults(HEAD + GROUP + disk + disk + GROUP))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("group[0].disk[1].device", "group[1].name");
    }

    @Test
    void two_guests_that_may_meet_do_not_share_a_disk_that_one_writes() throws Exception {
        String disk = "[[group.disk]]\npath = \"/d\"\n";
        String workers = GROUP.replace("\"g\"", "\"w\"\ncount = 2");

        toml(HEAD + workers + disk);
        toml(HEAD + "guests_per_node = 2\n" + workers + disk + "mode = \"ro\"\n");
        assertThat(faults(HEAD + "guests_per_node = 2\n" + workers + disk))
                .extracting(Fault::field)
                .containsExactly("group[0].disk[0].path");
        assertThat(faults(HEAD + "node_use = \"shared\"\n" + GROUP + disk + GROUP.replace("\"g\"", "\"h\"") + disk))
                .extracting(Fault::field)
                .containsExactly("group[1].disk[0].path");
    }

    @Test
    void numbers_have_bounds() {
        assertThat(faults(HEAD + "guests_per_node = 0\n" + GROUP
                        + "count = 10001\nvcpus = 0\ncpu_weight = 65536\ncpu_cap = -1\nend_timeout = \"31s\"\n"))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder(
                        "guests_per_node",
                        "group[0].count",
                        "group[0].vcpus",
                        "group[0].cpu_weight",
                        "group[0].cpu_cap",
                        "group[0].end_timeout");
        assertThat(faults(HEAD + GROUP + "count = 1000\n"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.words()).contains("1000 guests would need 1000 nodes"));
    }

    @Test
    void values_of_another_type_are_told_by_what_they_are() {
        assertThat(faults("name = 1\nduration = 2026-01-01\nqueue = [1]\ngroup = 3\n"))
                .extracting(Fault::toString)
                .containsExactlyInAnyOrder(
                        "line 1: name: must be a text in quotes, not a number",
                        "line 2: duration: must be a text in quotes, not a date or time",
                        "line 3: queue: must be a text in quotes, not a list",
                        "line 4: group: must be a list of tables ([[group]] in TOML), not a number");
        assertThat(faults(HEAD + "group = []"))
                .containsExactly(new Fault("group", 3, "is empty: at least one is needed"));
    }

    @Test
    void json_says_the_same_and_knows_its_lines() throws Exception {
        String json =
                "{\"name\": \"night\",\n \"duration\": \"20s\",\n \"group\": [{\"name\": \"g\", \"memory\": 64,\n \"kernel\": \"/k/guest\"}]}";

        assertThat(LeaseText.read(json.getBytes(StandardCharsets.UTF_8), LeaseText.Form.JSON, POLITE))
                .isEqualTo(toml(HEAD + GROUP));
        assertThat(faults(json.replace("64", "null"), LeaseText.Form.JSON))
                .containsExactly(new Fault(
                        "group[0].memory", 3, "must be MiB as a number, or such as \"512M\" or \"2G\", not null"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{} {}",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"a\": 1e999}",
                "\"x\"",
                "nul",
                "{\"a\":99999999999999999999}",
                "{'a': 1}"
            })
    void broken_json_makes_no_request(String json) {
        assertThat(faults(json, LeaseText.Form.JSON)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "name = ",
                "name = \"a",
                "= 1",
                "name = \"a\"\nname = \"b\"",
                "[group]\n[[group]]",
                "a = 1\u0000",
                "\u0000"
            })
    void broken_toml_is_told_by_its_line(String text) {
        assertThat(faults(text)).allSatisfy(fault -> {
            assertThat(fault.words()).startsWith("not TOML");
            assertThat(fault.line()).isPositive();
        });
    }

    @Test
    void empty_huge_and_wrongly_encoded_texts_are_told_so() {
        assertThat(faults("")).containsExactly(new Fault("", 0, "is empty"));
        assertThat(faults(" \n")).containsExactly(new Fault("", 0, "is empty"));
        assertThat(faults("#".repeat((1 << 20) + 1))).containsExactly(new Fault("", 0, "is larger than 1 MiB"));
        assertThat(faults("\uFEFF" + HEAD))
                .singleElement()
                .satisfies(fault -> assertThat(fault.words()).contains("byte order mark"));
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1)) {
            byte[] bytes = (HEAD + "# ü\n" + GROUP).getBytes(charset);
            assertThat(error(bytes, LeaseText.Form.TOML).faults())
                    .containsExactly(new Fault("", 0, "is not UTF-8 text"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = [", "a.", "a = {b = ", "["})
    void a_megabyte_of_nesting_ends_in_words(String piece) {
        assertThat(faults(piece.repeat((1 << 18) / piece.length()))).isNotEmpty();
        assertThat(faults("{\"a\":".repeat(100_000), LeaseText.Form.JSON)).isNotEmpty();
    }

    @Test
    void very_many_errors_are_cut() {
        assertThat(faults(HEAD + GROUP + "[[group]]\n".repeat(1000))).hasSize(100);
    }

    private static LeaseRequest toml(String text) throws RequestException {
        return LeaseText.read(text.getBytes(StandardCharsets.UTF_8), LeaseText.Form.TOML, POLITE);
    }

    private static List<Fault> faults(String text) {
        return faults(text, LeaseText.Form.TOML);
    }

    private static List<Fault> faults(String text, LeaseText.Form form) {
        return error(text.getBytes(StandardCharsets.UTF_8), form).faults();
    }

    private static RequestException error(byte[] body, LeaseText.Form form) {
        return catchThrowableOfType(RequestException.class, () -> LeaseText.read(body, form, POLITE));
    }
}
