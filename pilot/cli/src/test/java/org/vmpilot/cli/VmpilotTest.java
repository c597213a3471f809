package org.vmpilot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmpilotTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:10:00Z");
    private static final String EVENTS = "GET /v1/leases/vabcdefg/events?after=0&wait=0";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private boolean terminal;
    private int columns = 200;

    @TempDir
    private Path folder;

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        environment.put("VMPILOT_API", api.uri().toString());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void a_made_lease_is_told_with_what_to_do_next() throws IOException {
        api.says("POST /v1/leases", 201, lease("ASSEMBLING", null, null));

        assertThat(run("lease", "create", file("name = 1"))).isZero();
        assertThat(out).hasToString("lease vabcdefg (night) is made; watch it: vmpilot lease watch vabcdefg\n");
        assertThat(api.heard().get(0).body()).isEqualTo("name = 1");
    }

    @Test
    void quiet_prints_the_id_and_json_the_lease() throws IOException {
        api.says("POST /v1/leases", 201, lease("ASSEMBLING", null, null));
        String file = file("x");

        run("lease", "create", file, "--quiet");
        assertThat(out).hasToString("vabcdefg\n");
        run("lease", "create", file, "--json");
        assertThat(out.toString()).contains("\"id\" : \"vabcdefg\"", "\"created_at\" : \"2026-11-20T12:00:00Z\"");
    }

    @Test
    void a_request_may_come_from_stdin() {
        api.says("POST /v1/leases", 201, lease("ASSEMBLING", null, null));
        in = new ByteArrayInputStream(" {\"name\": 1}".getBytes(StandardCharsets.UTF_8));

        assertThat(run("lease", "create", "-")).isZero();
        assertThat(api.heard().get(0).body()).isEqualTo(" {\"name\": 1}");
    }

    @Test
    void wrong_fields_are_told_by_file_and_line() throws IOException {
        api.says(
                "POST /v1/leases",
                422,
                "{\"code\":\"invalid_request\",\"detail\":\"No lease was made: name: w\",\"errors\":[{\"field\":\"name\",\"line\":3,\"words\":\"w\"}]}");
        String file = file("x");

        assertThat(run("lease", "create", file)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err).hasToString(file + ":3: name: w\nvmpilot: No lease was made: name: w\n");
    }

    @Test
    void times_of_the_command_line_stand_before_the_files_own_fields() throws IOException {
        String fault = "{\"code\":\"invalid_request\",\"detail\":\"d\",\"errors\":"
                + "[{\"field\":\"longest\",\"line\":2,\"words\":\"w\"},{\"field\":\"name\",\"line\":3,\"words\":\"v\"}]}";
        api.says("POST /v1/leases", 422, fault);
        String file = file("name = 1\n");

        run("lease", "create", file, "--start-by", "2h", "--longest", "8h");
        assertThat(api.heard().get(0).body()).isEqualTo("start_by = \"2h\"\nlongest = \"8h\"\nname = 1\n");
        assertThat(err.toString()).startsWith("options: longest: w\n" + file + ":1: name: v\n");

        in = new ByteArrayInputStream(" {\"name\": 1}".getBytes(StandardCharsets.UTF_8));
        run("lease", "create", "-", "--not-before", "2027-01-31T17:00:00Z", "--notice", "5\"m");
        assertThat(api.heard().get(1).body())
                .isEqualTo(" {\"not_before\": \"2027-01-31T17:00:00Z\", \"notice\": \"5\\\"m\", \"name\": 1}");
    }

    @Test
    void an_end_is_moved_from_the_version_that_was_seen() {
        String seen =
                lease("ACTIVE", null, null).replaceFirst("\\{", "{\"version\":3,\"labels\":{\"a\":\"1\",\"b\":\"2\"},");
        api.says("GET /v1/leases/vabcdefg", 200, seen);
        api.says("PATCH /v1/leases/vabcdefg", 200, seen);

        assertThat(run("lease", "set", "vabcdefg", "--duration", "1h30m", "--label", "c=3", "--no-label", "a"))
                .isZero();
        assertThat(api.heard())
                .last()
                .satisfies(call -> assertThat(call.body().replaceAll("\\s", ""))
                        .isEqualTo("{\"version\":3,\"duration\":\"5400s\",\"labels\":{\"b\":\"2\",\"c\":\"3\"}}"));
        assertThat(run("lease", "set", "vabcdefg")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("lease", "set", "vabcdefg", "--end", "tomorrow")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void files_that_are_missing_empty_or_huge_are_not_sent() throws IOException {
        Path huge = Files.write(folder.resolve("huge.toml"), new byte[(1 << 20) + 1]);
        for (String file : List.of("none.toml", file(""), huge.toString(), folder.toString())) {
            assertThat(run("lease", "create", file)).isEqualTo(ExitCode.BAD_INPUT);
        }
        assertThat(err.toString().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).startsWith("vmpilot: ").endsWith("; no lease was made"));
        assertThat(api.heard()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorised, 3",
        "422, lease_refused, 3",
        "422, invalid_request, 2",
        "404, no_such_lease, 6",
        "503, stopping, 4",
        "500, internal, 5"
    })
    void each_problem_has_its_exit_code(int status, String code, int exit) {
        api.says("GET /v1/leases/vabcdefg", status, "{\"code\":\"" + code + "\",\"detail\":\"why\",\"errors\":[]}")
                .says("GET /v1/leases?name=vabcdefg", 200, "{\"leases\":[]}")
                .says("GET /v1/leases?ended=true&name=vabcdefg", 200, "{\"leases\":[]}");

        assertThat(run("lease", "show", "vabcdefg")).isEqualTo(exit);
        assertThat(err).hasToString("vmpilot: why\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void without_a_coordinator_it_says_that_nothing_was_done() {
        api.close();

        assertThat(run("status")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err).hasToString("vmpilot: no coordinator answers at " + api.uri() + "; nothing was done\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leese",
                "lease",
                "lease show",
                "lease list --endet",
                "status --api ftp://x",
                "status --api %%",
                "status --timeout 0",
                "status --timeout x",
                "status --token-file /nowhere",
                "lease watch vabcdefg --until NOON"
            })
    void wrong_usage_is_exit_2_and_asks_nothing(String words) {
        assertThat(run(words.split(" ", -1))).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).isNotEmpty();
        assertThat(api.heard()).isEmpty();
    }

    @Test
    void a_token_comes_from_its_file() throws IOException {
        api.says("GET /v1/status", 200, "{\"version\":\"1\",\"lrm\":\"embedded\"}");
        environment.put("VMPILOT_TOKEN_FILE", file("a-token\n"));

        run("status");
        assertThat(api.heard().get(0).authorization()).isEqualTo("Bearer a-token");
        environment.put("VMPILOT_TOKEN_FILE", file("two\nlines"));
        assertThat(run("status")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).doesNotContain("lines\n");
    }

    @Test
    void leases_are_listed_in_columns() {
        String summary = lease("ACTIVE", null, null).replaceFirst("\\{", "{\"slot_count\":1,\"guest_count\":1,");
        api.says(
                "GET /v1/leases?state=ACTIVE&node=node01",
                200,
                "{\"leases\":[" + summary + "],\"next_page_token\":null}");

        assertThat(run("lease", "list", "--state", "ACTIVE", "--node", "node01"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "LEASE     NAME   STATE   RESULT  VERDICT  SLOTS  GUESTS  QUEUE  OWNER  AGE     LEFT    REASON",
                        "vabcdefg  night  ACTIVE  -       -        1      1       batch  -      10m00s  10m00s  all guests are up");
    }

    @Test
    void a_lease_that_failed_does_not_look_like_a_success() {
        String failed = lease("ENDED", "PREEMPTED", "CLEAN").replaceFirst("\\{", "{\"result\":\"FAILED\",");
        String old = lease("ENDED", "LEASE_ENDED", "CLEAN").replace("vabcdefg", "vbbbbbbb");
        api.says(
                "GET /v1/leases?ended=true&key=night%2F42&label=a%2Fb%3Dx%3Dy&label=team%3Dnight",
                200, "{\"leases\":[" + failed + "," + old + "],\"next_page_token\":null}");

        assertThat(run("lease", "list", "--ended", "--key", "night/42", "--label", "team=night", "--label", "a/b=x=y"))
                .isZero();
        assertThat(out.toString().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("vabcdefg  night  ENDED  FAILED       CLEAN"),
                        line -> assertThat(line).startsWith("vbbbbbbb  night  ENDED  LEASE_ENDED  CLEAN"));
        assertThat(run("lease", "list", "--label", "team")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).contains("--label must be NAME=VALUE, not team");
    }

    @Test
    void a_lease_is_shown_with_what_was_asked() {
        String explained = lease("ENDED", "PREEMPTED", "CLEAN")
                .replaceFirst(
                        "\\{",
                        "{\"result\":\"FAILED\",\"reason_code\":\"SLOT_LOST\",\"key\":\"night-42\",\"labels\":{\"team\":\"night\"},"
                                + "\"request\":{\"name\":\"night\",\"group\":[{\"vcpus\":1}]},\"defaults\":[\"group[0].vcpus\"],")
                .replace(
                        "\"mac\":null",
                        "\"mac\":\"02:01\",\"nics\":[{\"bridge\":\"br0\",\"mac\":\"02:01\"},{\"bridge\":\"br1\",\"mac\":\"02:02\"}],\"node\":\"node01\"");
        api.says("GET /v1/leases/vabcdefg", 200, explained);

        assertThat(run("lease", "show", "vabcdefg")).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .contains(
                        "code SLOT_LOST",
                        "result FAILED (PREEMPTED)",
                        "verdict CLEAN",
                        "key night-42",
                        "labels team=night",
                        "name night -",
                        "group[0].vcpus 1 default")
                .anyMatch(line -> line.startsWith("head-0 node01 UP - 64M 1 02:01 02:02"));
    }

    @Test
    void events_are_shown_as_they_are_chosen() {
        api.says(
                        "GET /v1/events?event=CLAIMED&state=LOST&label=team%3Dnight&after=0&wait=0",
                        200, "{\"events\":[" + event(1, "CLAIMED") + "],\"next_after\":1,\"head\":9}")
                .says(
                        "GET /v1/events?event=CLAIMED&state=LOST&label=team%3Dnight&after=1&wait=0",
                        200, "{\"events\":[],\"next_after\":9,\"head\":9}");

        assertThat(run("events", "--event", "CLAIMED", "--state", "LOST", "--label", "team=night"))
                .isZero();
        assertThat(out).hasToString("12:00:01Z  vabcdefga1.1  CLAIMED      words\n");
    }

    @Test
    void events_that_are_forgotten_are_said_and_a_lease_that_is_not_there_as_well() {
        api.says(
                        "GET /v1/events?after=7&wait=0",
                        410,
                        "{\"code\":\"history_gone\",\"detail\":\"Events up to 8 are forgotten\",\"errors\":[],\"oldest\":9}")
                .says("GET /v1/leases/vabcdefg", 404, "{\"code\":\"no_such_lease\",\"detail\":\"none\",\"errors\":[]}")
                .says("GET /v1/leases?name=vabcdefg", 200, "{\"leases\":[]}")
                .says("GET /v1/leases?ended=true&name=vabcdefg", 200, "{\"leases\":[]}");

        assertThat(run("events", "--after", "7")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err).hasToString("vmpilot: Events up to 8 are forgotten\n");
        assertThat(run("events", "vabcdefg")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(run("events", "--after", "yesterday")).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static String summary(String id, String name, String created) {
        return "{\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"state\":\"ENDED\",\"created_at\":\"" + created
                + "\"}";
    }

    @Test
    void a_lease_is_known_by_its_name_the_open_one_before_the_newest_that_has_ended() {
        api.says(
                        "GET /v1/leases?name=vcluster",
                        200,
                        "{\"leases\":[" + summary("vopenopn", "vcluster", "2026-11-20T10:00:00Z") + "]}")
                .says("GET /v1/leases/vcluster", 404, "{\"code\":\"no_such_lease\",\"detail\":\"none\",\"errors\":[]}")
                .says("GET /v1/leases/vopenopn", 200, lease("ACTIVE", "", "").replace("vabcdefg", "vopenopn"))
                .says("GET /v1/leases?name=old-one", 200, "{\"leases\":[]}")
                .says(
                        "GET /v1/leases?ended=true&name=old-one",
                        200,
                        "{\"leases\":[" + summary("vaaaaaaa", "old-one", "2026-11-19T10:00:00Z") + ","
                                + summary("vbbbbbbb", "old-one", "2026-11-20T10:00:00Z") + "]}")
                .says(
                        "GET /v1/leases/vbbbbbbb",
                        200,
                        lease("ENDED", "COMPLETED", "CLEAN").replace("vabcdefg", "vbbbbbbb"));

        assertThat(run("lease", "show", "vcluster")).isZero();
        assertThat(out.toString()).contains("vopenopn");
        out.getBuffer().setLength(0);
        assertThat(run("lease", "show", "old-one")).isZero();
        assertThat(out.toString()).contains("vbbbbbbb");
    }

    @Test
    void a_name_that_several_open_leases_have_ends_none_of_them() {
        api.says(
                        "GET /v1/leases?name=twice",
                        200,
                        "{\"leases\":[" + summary("vaaaaaaa", "twice", "2026-11-19T10:00:00Z") + ","
                                + summary("vbbbbbbb", "twice", "2026-11-20T10:00:00Z") + "]}")
                .says("GET /v1/leases?name=nobody", 200, "{\"leases\":[]}")
                .says("GET /v1/leases?ended=true&name=nobody", 200, "{\"leases\":[]}");

        assertThat(run("lease", "end", "twice")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString())
                .contains("2 open leases")
                .contains("vaaaaaaa, vbbbbbbb")
                .contains("Nothing was done");
        assertThat(run("lease", "end", "nobody")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(api.heard()).noneMatch(call -> call.call().startsWith("POST"));
    }

    @Test
    void no_leases_is_said_and_json_stays_json() {
        api.says("GET /v1/leases?ended=true", 200, "{\"leases\":[]}");

        run("lease", "list", "--ended");
        assertThat(out).hasToString("no leases\n");
        out.getBuffer().setLength(0);
        run("lease", "list", "--ended", "--json");
        assertThat(out.toString().replaceAll("\\s", "")).isEqualTo("{\"leases\":[]}");
    }

    private static final String TOKEN =
            "{\"id\":\"svc.1\",\"name\":\"svc\",\"role\":\"submitter\",\"project\":\"night\","
                    + "\"created_at\":\"2026-11-20T12:00:00Z\",\"created_by\":\"bootstrap\",\"valid\":true}";

    @Test
    void a_token_is_printed_alone_so_that_a_file_can_take_it() {
        api.says("POST /v1/tokens", 201, "{\"token\":\"vmp_secret\",\"view\":" + TOKEN + "}");

        assertThat(run("token", "create", "svc", "--role", "submitter", "--project", "night", "--expires", "90d"))
                .isZero();
        assertThat(out).hasToString("vmp_secret\n");
        assertThat(err)
                .hasToString("token svc.1 is made: submitter of project night, it does not expire; keep it now, it is"
                        + " shown once\n");
        assertThat(api.heard().get(0).body().replaceAll("\\s", ""))
                .isEqualTo("{\"name\":\"svc\",\"role\":\"submitter\",\"project\":\"night\",\"expires_in\":\"90d\"}");
    }

    @Test
    void tokens_are_listed_and_revoked() {
        String bootstrap = "{\"id\":\"bootstrap\",\"role\":\"admin\",\"project\":\"default\",\"valid\":true}";
        api.says("GET /v1/tokens", 200, "{\"tokens\":[" + bootstrap + "," + TOKEN + "],\"next_page_token\":null}")
                .says("POST /v1/tokens/svc/revoke", 200, "{\"tokens\":[" + TOKEN + "]}")
                .says("POST /v1/tokens/old/revoke", 200, "{\"tokens\":[]}")
                .says(
                        "POST /v1/tokens/none/revoke",
                        404,
                        "{\"code\":\"no_such_token\",\"detail\":\"there is no token none\",\"errors\":[]}");

        run("token", "list");
        assertThat(out.toString().lines())
                .containsExactly(
                        "TOKEN      ROLE       PROJECT  STATE             CREATED               BY         EXPIRES",
                        "bootstrap  admin      default  the token file's  -                     -          -",
                        "svc.1      submitter  night    valid             2026-11-20 12:00:00Z  bootstrap  -");
        out.getBuffer().setLength(0);
        assertThat(run("token", "revoke", "svc")).isZero();
        assertThat(run("token", "revoke", "old")).isZero();
        assertThat(run("token", "revoke", "none")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(run("token", "revoke", "../../v1/freeze")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(out).hasToString("token svc.1 is revoked\nold was revoked before; nothing was changed\n");
    }

    private static String hold(String id, String queue) {
        return "{\"id\":\"" + id + "\",\"queue\":" + queue
                + ",\"nodes\":null,\"who\":\"ops (root)\",\"why\":\"new kernel\","
                + "\"since\":\"2026-11-20T12:00:00Z\",\"until\":\"2026-11-20T14:00:00Z\"}";
    }

    @Test
    void a_hold_is_made_and_says_how_it_ends() {
        api.says("POST /v1/holds", 201, hold("h7", "\"work\""));

        assertThat(run("hold", "--queue", "work", "--why", "new kernel", "--until", "2h"))
                .isZero();
        assertThat(run("hold", "-w", "node[01-03]", "--why", "new kernel", "--until", "2026-12-04T17:00Z"))
                .isZero();
        assertThat(out.toString().lines())
                .startsWith(
                        "h7: queue work held by ops (root), 10m00s ago: new kernel; until 2026-11-20 14:00:00Z",
                        "'vmpilot release h7' ends it");
        assertThat(api.heard().get(0).body()).contains("\"queue\" : \"work\"", "\"for\" : \"2h\"");
        assertThat(api.heard().get(1).body())
                .contains("\"nodes\" : \"node[01-03]\"", "\"until\" : \"2026-12-04T17:00Z\"");
    }

    @Test
    void a_hold_of_a_queue_and_of_nodes_or_of_what_is_no_set_of_nodes_is_not_sent() {
        assertThat(run("hold", "--why", "w", "--until", "17:00")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).contains("--until must be a time with its offset from UTC");
        assertThat(run("hold", "--queue", "work", "-w", "node01", "--why", "w")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("hold", "-w", "node[03-01]", "--why", "w")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("hold", "--queue", "work")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(api.heard()).isEmpty();
    }

    @Test
    void holds_are_released_by_id_by_queue_and_all() {
        api.says("GET /v1/holds", 200, "{\"holds\":[" + hold("h1", "null") + "," + hold("h2", "\"work\"") + "]}")
                .says("POST /v1/holds/h1/release", 200, hold("h1", "null"))
                .says("POST /v1/holds/h2/release", 200, hold("h2", "\"work\""))
                .says(
                        "POST /v1/holds/h9/release",
                        404,
                        "{\"code\":\"no_such_hold\",\"detail\":\"there is no such hold\",\"errors\":[]}");

        assertThat(run("release", "h1")).isZero();
        assertThat(run("release", "--queue", "work")).isZero();
        assertThat(run("release", "--queue", "other")).isZero();
        assertThat(run("release", "--all")).isZero();
        assertThat(out.toString().lines())
                .extracting(line -> line.split(":", 2)[0])
                .containsExactly(
                        "released h1",
                        "released h2",
                        "there is no such hold; nothing was changed",
                        "released h1",
                        "released h2");
        assertThat(run("release", "h9")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(run("release", "../x")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(run("release")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void the_status_shows_holds_and_windows() {
        api.says(
                "GET /v1/status",
                200,
                "{\"version\":\"1\",\"started_at\":\"2026-11-20T12:00:00Z\",\"lrm\":\"embedded\",\"lrm_answers\":true,\"alarms\":[],"
                        + "\"holds\":[" + hold("h1", "null")
                        + "],\"windows\":[{\"name\":\"net\",\"begin\":\"0 0 17 ? * FRI\","
                        + "\"duration_s\":10800,\"time_zone\":\"UTC\",\"queue\":null,\"nodes\":\"node[01-02]\",\"why\":\"switches\","
                        + "\"begins_at\":\"2026-11-20T17:00:00Z\",\"ends_at\":\"2026-11-20T20:00:00Z\",\"open\":false}]}");

        assertThat(run("status")).isZero();
        assertThat(out.toString())
                .contains("HELD", "h1: everything held by ops (root)")
                .contains("net: 2026-11-20 17:00:00Z to 2026-11-20 20:00:00Z, node[01-02]: switches");
    }

    @Test
    void the_audit_says_who_did_what_and_what_was_refused() {
        String entry = "{\"sequence\":7,\"at\":\"2026-11-20T12:00:00Z\",\"who\":\"svc\",\"address\":\"10.0.0.1\","
                + "\"action\":\"end\",\"target\":\"vabcdefg\",\"status\":404,\"code\":\"no_such_lease\",\"words\":\"no\"}";
        api.says("GET /v1/audit?who=svc", 200, "{\"entries\":[" + entry + "," + entry + "],\"next_page_token\":\"n\"}");

        assertThat(run("audit", "--who", "svc", "--last", "1")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "AT                    WHO  FROM      ACTION  TARGET    RESULT             WORDS",
                        "2026-11-20 12:00:00Z  svc  10.0.0.1  end     vabcdefg  404 no_such_lease  no");
    }

    private static String sum(String project, String owner, int slots, String seconds) {
        return "{\"day\":null,\"project\":\"" + project + "\",\"owner\":" + owner + ",\"account\":null,\"slots\":"
                + slots + ",\"node_seconds\":" + seconds + ",\"guest_seconds\":7200}";
    }

    private static String status(boolean answers, String frozen, String alarms) {
        return "{\"version\":\"1\",\"started_at\":\"2026-11-20T11:00:00Z\",\"lrm\":\"slurm\",\"lrm_answers\":" + answers
                + ",\"lrm_asked_at\":\"2026-11-20T12:00:00Z\",\"active_leases\":2,\"open_leases\":3,\"frozen\":"
                + frozen
                + ",\"alarms\":" + alarms + "}";
    }

    private static String alarm(String kind, String node) {
        return "{\"since\":\"2026-11-20T11:30:00Z\",\"kind\":\"" + kind + "\",\"node\":\"" + node
                + "\",\"words\":\"w\"}";
    }

    private void plugin(int code, String line) {
        out.getBuffer().setLength(0);
        assertThat(run("status", "--monitor")).isEqualTo(code);
        assertThat(out.toString().lines()).singleElement().asString().startsWith(line);
        assertThat(err).hasToString("");
    }

    @Test
    void a_monitor_is_told_by_code_and_line() {
        String freeze = "{\"since\":\"2026-11-20T11:00:00Z\",\"who\":\"root|x\",\"why\":\"\"}";
        String four = alarm("silent", "n1") + "," + alarm("silent", "n2") + "," + alarm("clock_set", "") + ","
                + alarm("no_certificate", "n4");
        api.says("GET /v1/status", 200, status(true, "null", "[]"))
                .says("GET /v1/status", 200, status(true, freeze, "[]"))
                .says("GET /v1/status", 200, status(true, "null", "[" + alarm("silent", "n1") + "]"))
                .says("GET /v1/status", 200, status(true, "null", "[" + four + "]"))
                .says("GET /v1/status", 200, status(false, "null", "[]"))
                .says("GET /v1/status", 200, status(true, "null", "null"));

        plugin(0, "VMPILOT OK - 3 leases open, 2 active | open_leases=3;;;0 active_leases=2;;;0 alarms=0;;;0 lrm_");
        plugin(1, "VMPILOT WARNING - frozen by root/x; 3 leases open, 2 active | ");
        plugin(1, "VMPILOT WARNING - 1 alarm: silent n1; 3 leases open");
        plugin(2, "VMPILOT CRITICAL - 4 alarms: no_certificate n4, silent n1, silent n2 ...; 3 leases open");
        plugin(2, "VMPILOT CRITICAL - LRM slurm does not answer; 3 leases open");
        plugin(3, "VMPILOT UNKNOWN - this token is told of no alarms: use one of role monitor");
    }

    @Test
    void a_monitor_that_cannot_ask_says_so_with_its_own_code() {
        api.says("GET /v1/status", 401, "{\"code\":\"unauthorised\",\"detail\":\"Nothing was done: send a token.\"}");

        plugin(3, "VMPILOT UNKNOWN - Nothing was done: send a token.");
        api.close();
        plugin(3, "VMPILOT UNKNOWN - no coordinator answers at ");
        environment.put("VMPILOT_TOKEN_FILE", folder.resolve("none").toString());
        plugin(3, "VMPILOT UNKNOWN - token file ");
    }

    @Test
    void usage_is_shown_in_hours_with_a_total_and_as_values_in_seconds() {
        String period = "{\"from\":\"2026-11-01\",\"to\":\"2026-11-20\",\"usage\":[";
        api.says(
                "GET /v1/usage?from=2026-11-01&to=2026-11-20&by=project%2Cowner",
                200, period + sum("day", "\"a,b\"", 1, "3600.25") + "],\"next_page_token\":\"n\"}");
        api.says(
                "GET /v1/usage?from=2026-11-01&to=2026-11-20&by=project%2Cowner&page_token=n",
                200, period + sum("night", "\"\"", 2, "36000") + "],\"next_page_token\":null}");

        assertThat(run("usage", "--from", "2026-11-01", "--to", "2026-11-20", "--by", "project,owner"))
                .isZero();
        assertThat(out.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "PROJECT  OWNER  SLOTS  NODE-HOURS  GUEST-HOURS",
                        "day      a,b    1      1.00        2.00",
                        "night    -      2      10.00       2.00",
                        "total    -      3      11.00       4.00");
        out.getBuffer().setLength(0);
        assertThat(run("usage", "--csv", "--from", "2026-11-01", "--to", "2026-11-20", "--by", "project,owner"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "project,owner,slots,node_seconds,guest_seconds",
                        "day,\"a,b\",1,3600.250,7200.000",
                        "night,,2,36000.000,7200.000");
    }

    @Test
    void usage_takes_days_and_words_that_there_are() {
        assertThat(run("usage", "--from", "yesterday")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("usage", "--by", "guest")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run("usage", "--csv", "--json")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(api.heard()).isEmpty();
    }

    @Test
    void a_lease_is_shown_with_slots_and_guests() {
        api.says("GET /v1/leases/vabcdefg", 200, lease("ACTIVE", null, null));

        assertThat(run("lease", "show", "vabcdefg")).isZero();
        assertThat(out.toString())
                .contains("lease       vabcdefg (night)", "duration    20s", "created     2026-11-20 12:00:00Z")
                .contains("vabcdefga1.1  UP     node01", "head-0  -     UP     -      64M");
    }

    @Test
    void a_watch_prints_a_line_an_event_and_ends_with_the_lease() {
        api.says(EVENTS, 200, "{\"events\":[" + event(1, "SUBMITTED") + "," + event(2, "READY") + "]}")
                .says("GET /v1/leases/vabcdefg/events?after=2&wait=30", 200, "{\"events\":[" + event(3, "ENDED") + "]}")
                .says("GET /v1/leases/vabcdefg/events?after=3&wait=0", 200, "{\"events\":[]}")
                .says("GET /v1/leases/vabcdefg", 200, lease("ACTIVE", null, null))
                .says("GET /v1/leases/vabcdefg", 200, lease("ENDED", "LEASE_ENDED", "CLEAN"));

        assertThat(run("lease", "watch", "vabcdefg")).isZero();
        assertThat(out.toString().lines())
                .startsWith(
                        "12:00:01Z  vabcdefga1.1  SUBMITTED    words",
                        "12:00:02Z  vabcdefga1.1  READY        words",
                        "12:00:03Z  vabcdefga1.1  ENDED        words")
                .contains("vabcdefga1.1  node01  UP     1/1 up  -       -        queued 1.2s, claiming 0.04s");
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void on_a_terminal_it_is_redrawn_in_place_and_coloured() {
        terminal = true;
        api.says(EVENTS, 200, "{\"events\":[]}")
                .says("GET /v1/leases/vabcdefg/events?after=0&wait=1", 200, "{\"events\":[]}")
                .says("GET /v1/leases/vabcdefg", 200, lease("ACTIVE", null, null))
                .says("GET /v1/leases/vabcdefg", 200, lease("ENDED", "GUESTS_ENDED", "CLEAN"));

        assertThat(run("lease", "watch", "vabcdefg")).isZero();
        assertThat(out.toString()).contains("\u001b[3A\r", "\u001b[32mACTIVE\u001b[0m");
        environment.put("NO_COLOR", "1");
        out.getBuffer().setLength(0);
        run("lease", "watch", "vabcdefg");
        assertThat(out.toString()).doesNotContain("\u001b[32m");
    }

    @Test
    void on_80_columns_the_last_frame_has_everything_and_no_line_wraps() {
        terminal = true;
        columns = 80;
        environment.put("NO_COLOR", "1");
        String reason = "slot 1 on node01: FAILED (guest 0 could not be created (exit 3): "
                + "libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: bridge br9 was not found on this machine|"
                + "libxl: error: libxl_create.c:1921:domcreate_attach_devices: Domain 3:unable to add nic devices)";
        String phases =
                "\"queued\":3600,\"claiming\":2100,\"preparing\":1800,\"assembling\":900,\"starting\":700,\"running\":20000,\"ending\":4321";
        api.says(EVENTS, 200, "{\"events\":[]}")
                .says(
                        "GET /v1/leases/vabcdefg",
                        200,
                        lease("ENDED", "FAILED", "CLEAN")
                                .replace("all guests are up", reason)
                                .replace("\"queued\":1200,\"claiming\":40", phases)
                                .replace("\"lrm_job\"", "\"notice\":\"FAILED\",\"verdict\":\"CLEAN\",\"lrm_job\""));

        assertThat(run("lease", "watch", "vabcdefg")).isEqualTo(ExitCode.NOT_CLEAN);
        List<String> lines =
                out.toString().replaceAll("\u001b\\[[0-9]*[A-Z]", "").lines().toList();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .contains("SLOT          NODE    STATE  GUESTS  NOTICE  VERDICT  PHASES")
                .anyMatch(line -> line.startsWith("vabcdefga1.1  node01  UP     1/1 up  FAILED  CLEAN    queued 3.6s,"))
                .anyMatch(line -> line.startsWith("    libxl: error: libxl_create.c:1921:"))
                .noneMatch(line -> line.contains("|"));
        assertThat(String.join(" ", lines).replaceAll(" +", " "))
                .contains("FAILED, CLEAN")
                .contains("bridge br9 was not found on this machine", "Domain 3:unable to add nic devices)")
                .contains(
                        "queued 3.6s, claiming 2.1s, preparing 1.8s, assembling 0.90s, starting 0.70s, running 20.0s, ending 4.3s");
    }

    @Test
    void on_80_columns_lists_and_tables_go_on_below_and_lose_nothing() {
        terminal = true;
        columns = 80;
        environment.put("NO_COLOR", "1");
        String reason = "attempt 2: slot 2: the job ended without a claim: the LRM says that the job has ended";
        String failed = lease("ENDED", "FAILED", "CLEAN").replace("all guests are up", reason);
        api.says("GET /v1/leases?ended=true", 200, "{\"leases\":[" + failed + "]}")
                .says("GET /v1/leases/vabcdefg", 200, failed.replace("\"mac\":null", "\"mac\":\"00:16:3e:00:00:01\""));

        assertThat(run("lease", "list", "--ended")).isZero();
        assertThat(run("lease", "show", "vabcdefg")).isZero();
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("FAILED CLEAN", reason, "00:16:3e:00:00:01", "RESULT VERDICT");
    }

    @Test
    void one_error_of_xl_s_is_read_in_lines_where_events_are_printed() {
        String xl = "guest 0 could not be created (exit 3): libxl: error: one|libxl: error: two";
        api.says(
                        EVENTS,
                        200,
                        "{\"events\":[" + event(1, "FAILED").replace("\"words\":\"words\"", "\"words\":\"" + xl + "\"")
                                + "]}")
                .says("GET /v1/leases/vabcdefg/events?after=1&wait=0", 200, "{\"events\":[]}")
                .says(
                        "GET /v1/leases/vabcdefg",
                        200,
                        lease("ENDED", "FAILED", "CLEAN").replace("all guests are up", xl));

        run("lease", "watch", "vabcdefg");
        assertThat(out.toString().lines())
                .startsWith(
                        "12:00:01Z  vabcdefga1.1  FAILED       guest 0 could not be created (exit 3): libxl: error: one",
                        "    libxl: error: two",
                        "vabcdefg (night)  ENDED  FAILED, CLEAN  -",
                        "    guest 0 could not be created (exit 3): libxl: error: one",
                        "    libxl: error: two");
    }

    @Test
    void on_a_narrow_terminal_no_line_wraps() {
        terminal = true;
        columns = 40;
        environment.put("NO_COLOR", "1");
        api.says(EVENTS, 200, "{\"events\":[]}")
                .says("GET /v1/leases/vabcdefg", 200, lease("ENDED", "LEASE_ENDED", "CLEAN"));

        run("lease", "watch", "vabcdefg");
        assertThat(out.toString().replaceAll("\u001b\\[[0-9]*[A-Z]", "").lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
    }

    @ParameterizedTest
    @CsvSource({
        "LEASE_ENDED, CLEAN, 0",
        "GUESTS_ENDED, CLEAN, 0",
        "LEASE_ENDED, DIRTY, 1",
        "LEASE_ENDED, UNKNOWN, 1",
        "FAILED, CLEAN, 1",
        "PREEMPTED, CLEAN, 1"
    })
    void a_watch_ends_well_only_if_the_lease_did(String notice, String verdict, int exit) {
        api.says(EVENTS, 200, "{\"events\":[]}").says("GET /v1/leases/vabcdefg", 200, lease("ENDED", notice, verdict));

        assertThat(run("lease", "watch", "vabcdefg")).isEqualTo(exit);
    }

    @Test
    void a_watch_knows_the_states_of_the_api_in_their_order() throws IOException {
        Path description = Path.of(System.getProperty("vmpilot.root")).resolve("docs/openapi.yaml");

        assertThat(Files.readString(description))
                .contains("state: {enum: [" + String.join(", ", Watching.STATES) + "]}");
    }

    @Test
    void a_watch_until_active_ends_there() {
        api.says(EVENTS, 200, "{\"events\":[]}").says("GET /v1/leases/vabcdefg", 200, lease("ACTIVE", null, null));

        assertThat(run("lease", "watch", "vabcdefg", "--until", "ACTIVE")).isZero();
    }

    @Test
    void ending_says_what_the_lease_is_now() {
        api.says("POST /v1/leases/vabcdefg/end", 200, lease("ENDING", "LEASE_ENDED", null));

        assertThat(run("lease", "end", "vabcdefg")).isZero();
        assertThat(out).hasToString("lease vabcdefg is ENDING\n");
    }

    @Test
    void certificates_that_are_not_all_clean_are_exit_1() {
        String clean =
                "{\"slot\":\"vabcdefga1.1\",\"node\":\"node01\",\"verdict\":\"clean\",\"notice\":\"LEASE_ENDED\",\"by\":\"vmpilot-node\","
                        + "\"guests\":[{\"ended\":\"polite\"},{\"ended\":\"forced\"},{\"ended\":\"polite\"}],"
                        + "\"memory\":{\"dom0_mib\":1024,\"target_mib\":1024},\"looks\":[{\"at\":\"2026-11-20T12:00:00Z\"}],\"residues\":[]}";
        String dirty = clean.replace("\"clean\"", "\"dirty\"")
                .replace("\"residues\":[]", "\"residues\":[{\"kind\":\"domain\",\"what\":\"x (7)\"}]");
        api.says("GET /v1/leases/vabcdefg/certificates", 200, "{\"certificates\":[" + clean + "]}")
                .says("GET /v1/leases/vabcdefg/certificates", 200, "{\"certificates\":[" + clean + "," + dirty + "]}");

        assertThat(run("lease", "certificates", "vabcdefg")).isZero();
        assertThat(out.toString())
                .contains(
                        "vabcdefga1.1  node01  LEASE_ENDED  clean    1 forced, 2 polite  1024/1024M  vmpilot-node  2026-11-20 12:00:00Z  -");
        assertThat(run("lease", "certificates", "vabcdefg")).isEqualTo(ExitCode.NOT_CLEAN);
        assertThat(out.toString()).contains("domain x (7)");
    }

    @Test
    void nodes_are_listed_with_who_when_and_why() {
        api.says(
                "GET /v1/nodes",
                200,
                "{\"nodes\":[{\"node\":\"node01\",\"state\":\"barred\",\"why\":\"xl\\u001b[2Jhangs\",\"since\":\"2026-11-20T12:00:00Z\"}]}");

        assertThat(run("nodes")).isZero();
        assertThat(out.toString().lines())
                .last()
                .isEqualTo("node01  barred  -       -      2026-11-20 12:00:00Z  -      -    xl?[2Jhangs");
    }

    @Test
    void nodes_of_which_there_is_the_same_to_say_share_a_row_and_alarms_follow() {
        api.says(
                "GET /v1/nodes",
                200,
                "{\"nodes\":[{\"node\":\"node01\",\"state\":\"ordinary\",\"lrm\":\"up\"},{\"node\":\"node02\",\"state\":\"ordinary\",\"lrm\":\"up\"},"
                        + "{\"node\":\"node03\",\"state\":\"barred\",\"why\":\"dirty\",\"drain\":\"wanted\",\"alarm\":\"node03 cannot be drained\"},"
                        + "{\"node\":\"node04\",\"state\":\"drained\",\"drain\":\"drained\",\"lrm\":\"up, drained: vmpilot: slot x\"}]}");

        assertThat(run("nodes")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "NODE         STATE     LEASES  UNTIL  SINCE  DRAIN    LRM          WHY",
                        "node[01-02]  ordinary  -       -      -      -        up           -",
                        "node03       barred    -       -      -      wanted   -            dirty",
                        "node04       drained   -       -      -      drained  up, drained  -",
                        "ALARM: node03 cannot be drained");
    }

    @Test
    void a_resumed_node_is_told_with_what_the_lrm_says() {
        api.says("POST /v1/nodes/node01/resume", 200, "{\"node\":\"node01\",\"state\":\"ordinary\",\"lrm\":\"up\"}");
        assertThat(run("nodes", "--resume", "node01", "--looked", "new disk")).isZero();
        assertThat(out).hasToString("node01: no drain of ours is left; the LRM shows it as up\n");
        assertThat(api.heard().get(0).body()).contains("\"who\"", "\"looked\" : \"new disk\"");
    }

    @Test
    void a_resume_that_the_lrm_does_not_take_ends_with_1_and_one_that_is_refused_with_3() {
        api.says(
                "POST /v1/nodes/node01/resume",
                200,
                "{\"node\":\"node01\",\"state\":\"drained\",\"drain\":\"lifting\",\"alarm\":\"no rights\"}");
        api.says(
                "POST /v1/nodes/node02/resume",
                409,
                "{\"code\":\"not_clean\",\"detail\":\"look first\",\"errors\":[]}");
        api.says("POST /v1/nodes/node03/resume", 404, "{\"code\":\"no_such_node\",\"detail\":\"none\",\"errors\":[]}");

        assertThat(run("nodes", "--resume", "node01")).isEqualTo(ExitCode.NOT_CLEAN);
        assertThat(out.toString()).contains("not lifted yet", "ALARM: no rights");
        assertThat(run("nodes", "--resume", "node02")).isEqualTo(ExitCode.REFUSED);
        assertThat(run("nodes", "--resume", "node03")).isEqualTo(ExitCode.NO_SUCH_LEASE);
        assertThat(run("nodes", "--looked", "x")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void status_shows_alarms() {
        api.says(
                "GET /v1/status",
                200,
                "{\"version\":\"1\",\"lrm\":\"embedded\",\"alarms\":[{\"since\":\"2026-11-20T12:00:00Z\",\"words\":\"node01 hangs\"}]}");
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains("ALARM        10m00s: node01 hangs");
    }

    @Test
    void status_says_when_the_lrm_does_not_answer() {
        api.says(
                "GET /v1/status",
                200,
                "{\"version\":\"0.1\",\"started_at\":\"2026-11-20T12:00:00Z\",\"lrm\":\"embedded\",\"lrm_answers\":false,\"active_leases\":0,\"open_leases\":2}");

        assertThat(run("status")).isZero();
        assertThat(out.toString())
                .contains(
                        "LRM          embedded: DOES NOT ANSWER, not asked yet",
                        "leases       2 open, 0 of them active");
    }

    @Test
    void status_says_who_has_frozen_the_coordinator() {
        api.says(
                "GET /v1/status",
                200,
                "{\"version\":\"0.1\",\"started_at\":\"2026-11-20T12:00:00Z\",\"lrm\":\"embedded\",\"active_leases\":0,"
                        + "\"frozen\":{\"since\":\"2026-11-20T12:00:00Z\",\"who\":\"root@admin1\",\"why\":\"kill-all 7\"}}");

        assertThat(run("status")).isZero();
        assertThat(out.toString())
                .contains("FROZEN       no new leases until 'vmpilot thaw'; by root@admin1, ")
                .contains(" ago: kill-all 7");
    }

    @Test
    void each_command_explains_itself() {
        for (List<String> words :
                List.of(List.<String>of(), List.of("lease", "create"), List.of("lease", "watch"), List.of("nodes"))) {
            List<String> asked = new ArrayList<>(words);
            asked.add("--help");
            assertThat(run(asked.toArray(String[]::new))).isZero();
        }
        assertThat(out.toString())
                .contains("Usage: vmpilot lease create", "--until=STATE")
                .doesNotContain("\u001b");
    }

    @Test
    void the_help_names_every_command_and_a_near_miss_is_suggested() {
        assertThat(run("--help")).isZero();
        for (String command : List.of(
                "lease",
                "nodes",
                "status",
                "kill-all",
                "events",
                "thaw",
                "doctor",
                "check",
                "key",
                "recipe",
                "serve",
                "archive")) {
            assertThat(out.toString().lines()).anyMatch(line -> line.startsWith("  " + command + " "));
        }
        for (String[] miss :
                new String[][] {{"killall", "kill-all"}, {"docter", "doctor"}, {"leases", "lease"}, {"stat", "status"}
                }) {
            err.getBuffer().setLength(0);
            assertThat(run(miss[0])).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(err.toString()).contains("Did you mean: ").containsPattern("vmpilot " + miss[1] + "\\b");
        }
        assertThat(api.heard()).isEmpty();
    }

    private int run(String... words) {
        Session session = new Session(
                in,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                environment,
                terminal,
                24,
                columns,
                InstantSource.fixed(NOW));
        return Vmpilot.commandLine(session).execute(Arrays.copyOf(words, words.length));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("lease.toml"), text).toString();
    }

    private static String event(int sequence, String name) {
        return "{\"sequence\":" + sequence + ",\"at\":\"2026-11-20T12:00:0" + sequence
                + "Z\",\"lease\":\"vabcdefg\",\"slot\":\"vabcdefga1.1\",\"event\":\"" + name
                + "\",\"words\":\"words\"}";
    }

    private static String lease(String state, String notice, String verdict) {
        return """
                {"id":"vabcdefg","name":"night","state":"%s","attempt":1,"queue":"batch","duration_seconds":20,
                 "created_at":"2026-11-20T12:00:00Z","go_at":"2026-11-20T12:00:00Z","ends_at":"2026-11-20T12:20:00Z",
                 "ended_at":null,"notice":%s,"verdict":%s,"reason":"all guests are up",
                 "slots":[{"key":"vabcdefga1.1","state":"UP","node":"node01","lrm_job":"12","lrm_state":"RUNNING",
                   "phases_ms":{"queued":1200,"claiming":40},
                   "guests":[{"name":"head-0","uuid":"u","state":"UP","ended":null,"memory_mib":64,"vcpus":1,"mac":null}]}]}
                """.formatted(state, quoted(notice), quoted(verdict));
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }
}
