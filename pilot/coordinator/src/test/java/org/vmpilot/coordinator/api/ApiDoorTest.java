package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;
import org.vmpilot.coordinator.service.LeaseQuery;

class ApiDoorTest {
    private static final String TOKEN = "0123456789abcdef0123";
    private static final long PATIENCE = Integer.getInteger("vmpilot.patience", 1);
    private static final Duration DEADLINE = Duration.ofSeconds(20 * PATIENCE);
    private static final String LEASE = """
            name = "night"
            duration = "20s"
            [[group]]
            name = "head"
            memory = 64
            kernel = "/k/guest"
            """;

    private final FakeLeases leases = new FakeLeases();
    private final FakeAccounts accounts = new FakeAccounts();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Door door = ApiDoor.on(
                Configs.withApi(local(0), Optional.of(token)), leases, leases, accounts, leases, new FakeMonitoring());
        server = HttpServer.start(Limits.STANDARD, door);
        port = server.port(door);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_lease_made_from_toml_is_answered_with_its_place_and_its_view() throws Exception {
        HttpResponse<String> answer = send(post("/v1/leases", "application/toml; charset=utf-8", LEASE));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/v1/leases/vabcdefg");
        JsonNode lease = json.readTree(answer.body());
        assertThat(lease.get("duration_seconds").asInt()).isEqualTo(20);
        assertThat(lease.get("created_at").asText()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(lease.get("ended_at").isNull()).isTrue();
        assertThat(lease.at("/slots/0/phases_ms/queued").asInt()).isEqualTo(1200);
        assertThat(leases.created)
                .singleElement()
                .satisfies(request -> assertThat(request.name()).isEqualTo("night"));
    }

    @Test
    void the_same_in_json_makes_the_same_request() throws Exception {
        send(post("/v1/leases", "application/toml", LEASE));
        String text =
                "{\"name\":\"night\",\"duration\":\"20s\",\"group\":[{\"name\":\"head\",\"memory\":64,\"kernel\":\"/k/guest\"}]}";
        assertThat(send(post("/v1/leases", "application/json", text)).statusCode())
                .isEqualTo(201);

        assertThat(leases.created).hasSize(2);
        assertThat(leases.created.get(0)).isEqualTo(leases.created.get(1));
    }

    @Test
    void every_wrong_field_is_named_at_once_with_its_line() throws Exception {
        String text = LEASE.replace("\"night\"", "\"1234\"").replace("memory = 64", "memory = 0\nvcpu = 1");
        JsonNode problem = problem(send(post("/v1/leases", "application/toml", text)), 422, "invalid_request");

        assertThat(problem.get("detail").asText()).startsWith("No lease was made: ");
        assertThat(problem.get("errors").findValuesAsText("field"))
                .containsExactly("name", "group[0].memory", "group[0].vcpu");
        assertThat(problem.get("errors").findValuesAsText("line")).containsExactly("1", "5", "6");
        assertThat(leases.created).isEmpty();
    }

    @Test
    void what_the_coordinator_refuses_names_the_field_too() throws Exception {
        JsonNode problem =
                problem(send(post("/v1/leases", "application/toml", "queue = \"x\"\n" + LEASE)), 422, "lease_refused");

        assertThat(problem.at("/errors/0/field").asText()).isEqualTo("queue");
    }

    @Test
    void while_it_is_frozen_no_lease_is_made_and_the_status_says_by_whom() throws Exception {
        HttpResponse<String> frozen =
                send(post("/v1/freeze", "application/json", "{\"who\":\"root@admin1\",\"why\":\"kill-all 7\"}"));

        assertThat(frozen.statusCode()).isEqualTo(200);
        assertThat(json.readTree(frozen.body()).at("/frozen/who").asText()).isEqualTo("root@admin1");
        JsonNode problem = problem(send(post("/v1/leases", "application/toml", LEASE)), 503, "frozen");
        assertThat(problem.get("detail").asText()).contains("root@admin1");
        HttpResponse<String> thawed = send(post("/v1/thaw", "application/json", "{\"who\":\"root@admin1\"}"));
        assertThat(json.readTree(thawed.body()).get("frozen").isNull()).isTrue();
        assertThat(send(post("/v1/leases", "application/toml", LEASE)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void holds_are_made_shown_and_released() throws Exception {
        HttpResponse<String> made = send(post(
                "/v1/holds", "application/json", "{\"nodes\":\"node[01-02]\",\"why\":\"new kernel\",\"for\":\"2h\"}"));
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode hold = new com.fasterxml.jackson.databind.ObjectMapper().readTree(made.body());
        assertThat(hold.get("id").asText()).isEqualTo("h1");
        assertThat(hold.get("nodes").asText()).isEqualTo("node[01-02]");
        assertThat(hold.get("until").asText()).isEqualTo("2026-11-20T14:00:00Z");
        assertThat(send(request("/v1/holds").build()).body()).contains("\"h1\"");
        assertThat(send(request("/v1/windows").build()).body()).contains("\"windows\"");
        assertThat(send(post("/v1/holds/h1/release", "application/json", "")).statusCode())
                .isEqualTo(200);
        problem(send(post("/v1/holds/h1/release", "application/json", "")), 404, "no_such_hold");
        for (String wrong : List.of(
                "{}",
                "{\"why\":\"w\",\"nodes\":\"node[2-1]\"}",
                "{\"why\":\"w\",\"nodes\":\"n1\",\"queue\":\"q\"}",
                "{\"why\":\"w\",\"until\":\"tomorrow\"}",
                "{\"why\":\"w\",\"until\":\"2026-12-04T17:00:00Z\",\"for\":\"2h\"}")) {
            problem(send(post("/v1/holds", "application/json", wrong)), 422, "invalid_request");
        }
    }

    @Test
    void a_freeze_that_does_not_say_who_is_none() throws Exception {
        problem(send(post("/v1/freeze", "application/json", "")), 400, "unreadable");
        JsonNode problem = problem(send(post("/v1/freeze", "application/json", "{\"hwo\":1}")), 422, "invalid_request");

        assertThat(problem.get("errors").findValuesAsText("field")).containsExactly("who", "hwo");
        assertThat(leases.status().frozen()).isNull();
    }

    @Test
    void an_idempotency_key_of_another_request_is_a_conflict() throws Exception {
        send(post("/v1/leases", "application/toml", LEASE));
        HttpRequest again = request("/v1/leases")
                .header("Content-Type", "application/toml")
                .header("Idempotency-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(LEASE.replace("night", "day")))
                .build();

        problem(send(again), 409, "key_reused");
    }

    @Test
    void two_idempotency_keys_are_none() throws Exception {
        HttpRequest both = request("/v1/leases")
                .header("Content-Type", "application/toml")
                .header("Idempotency-Key", "k1")
                .header("Idempotency-Key", "k2")
                .POST(HttpRequest.BodyPublishers.ofString(LEASE))
                .build();

        JsonNode problem = problem(send(both), 400, "invalid_parameter");
        assertThat(problem.get("detail").asText()).contains("Idempotency-Key");
        assertThat(leases.created).isEmpty();
    }

    @Test
    void broken_empty_huge_and_foreign_bodies_make_no_lease() throws Exception {
        problem(send(post("/v1/leases", "application/toml", "name = ")), 400, "unreadable");
        problem(send(post("/v1/leases", "application/json", "{")), 400, "unreadable");
        problem(send(post("/v1/leases", "application/toml", "")), 400, "unreadable");
        problem(send(post("/v1/leases", "application/toml", "#".repeat((1 << 20) + 1))), 413, "too_large");
        problem(send(post("/v1/leases", "text/plain", LEASE)), 415, "unsupported_media_type");
        assertThat(leases.created).isEmpty();
    }

    @Test
    void without_the_right_token_nothing_is_said_or_done() throws Exception {
        for (String offered : new String[] {"", "Bearer", "Bearer " + TOKEN + "x", "Basic " + TOKEN, "Bearer é"}) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri("/v1/leases/vabcdefg/end")).POST(HttpRequest.BodyPublishers.noBody());
            if (!offered.isEmpty()) {
                request.header("Authorization", offered);
            }
            problem(send(request.build()), 401, "unauthorised");
        }
        assertThat(leases.get(FakeLeases.ID).orElseThrow().state()).isEqualTo("ACTIVE");
    }

    @Test
    void an_unknown_path_is_not_told_from_a_known_one_without_the_token() throws Exception {
        problem(send(HttpRequest.newBuilder(uri("/v1/secret")).build()), 401, "unauthorised");
        problem(get("/v1/secret"), 404, "no_such_path");
    }

    @Test
    void lists_gets_and_ends() throws Exception {
        assertThat(body(get("/v1/leases")).get("leases")).hasSize(1);
        assertThat(body(get("/v1/leases?ended=true")).get("leases")).hasSize(2);
        assertThat(body(get("/v1/leases/vabcdefg")).get("state").asText()).isEqualTo("ACTIVE");
        HttpResponse<String> ended = send(post("/v1/leases/vabcdefg/end", "text/plain", ""));
        assertThat(body(ended).get("state").asText()).isEqualTo("ENDING");
        problem(get("/v1/leases/vbbbbbbb"), 404, "no_such_lease");
        problem(get("/v1/leases/VABCDEFG"), 404, "no_such_lease");
        problem(get("/v1/leases/..%2f..%2fetc"), 404, "no_such_lease");
        problem(send(post("/v1/leases/vbbbbbbb/end", "text/plain", "")), 404, "no_such_lease");
    }

    @Test
    void a_wrong_or_unknown_parameter_is_refused() throws Exception {
        assertThat(problem(get("/v1/leases?endet=true"), 400, "invalid_parameter")
                        .get("detail")
                        .asText())
                .contains("did you mean ended?");
        problem(get("/v1/leases?ended=yes"), 400, "invalid_parameter");
        problem(get("/v1/events?after=-1"), 400, "invalid_parameter");
        problem(get("/v1/events?after=99999999999999999999"), 400, "invalid_parameter");
        problem(get("/v1/events?wait=61"), 400, "invalid_parameter");
    }

    @Test
    void a_wrong_method_says_so() throws Exception {
        HttpRequest delete = request("/v1/leases").DELETE().build();
        problem(send(delete), 405, "method_not_allowed");
    }

    @Test
    void certificates_come_as_the_nodes_wrote_them() throws Exception {
        JsonNode certificates = body(get("/v1/leases/vabcdefg/certificates")).get("certificates");

        assertThat(certificates.get(0).get("verdict").asText()).isEqualTo("clean");
        assertThat(certificates.get(1).asText()).isEqualTo("torn {");
    }

    @Test
    void a_node_is_resumed_unless_it_is_unknown_or_nothing_says_that_it_is_clean() throws Exception {
        String who = "{\"who\":\"root@admin1\"}";
        HttpResponse<String> answer = send(post("/v1/nodes/node01/resume", "application/json", who));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body(answer).get("why").asText()).isEqualTo("by root@admin1");
        problem(send(post("/v1/nodes/node02/resume", "application/json", who)), 409, "not_clean");
        String looked = "{\"who\":\"root@admin1\",\"looked\":\"installed anew\"}";
        assertThat(send(post("/v1/nodes/node02/resume", "application/json", looked))
                        .statusCode())
                .isEqualTo(200);
        problem(send(post("/v1/nodes/other/resume", "application/json", who)), 404, "no_such_node");
        problem(send(post("/v1/nodes/node01/resume", "application/json", "{}")), 422, "invalid_request");
    }

    @Test
    void nodes_and_status_are_shown() throws Exception {
        assertThat(body(get("/v1/nodes")).at("/nodes/0/node").asText()).isEqualTo("node01");
        assertThat(body(get("/v1/status")).get("lrm_answers").asBoolean()).isTrue();
    }

    @Test
    void a_failure_inside_is_answered_without_its_details() throws Exception {
        leases.breakDown();
        JsonNode problem = problem(get("/v1/status"), 500, "internal");

        assertThat(problem.toString()).doesNotContain("secret");
    }

    @Test
    void a_store_that_cannot_write_is_said_so() throws Exception {
        leases.fillDisk();
        JsonNode problem = problem(send(post("/v1/leases", "application/toml", LEASE)), 503, "not_stored");

        assertThat(problem.get("detail").asText()).isEqualTo("nothing was done: disk full");
    }

    @Test
    void a_long_poll_is_answered_by_the_first_event() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                request("/v1/leases/vabcdefg/events?wait=60").build(), HttpResponse.BodyHandlers.ofString());
        leases.event("READY");

        JsonNode page = body(waiting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        assertThat(page.at("/events/0/event").asText()).isEqualTo("READY");
        assertThat(page.get("next_after").asInt()).isEqualTo(1);
        assertThat(body(get("/v1/leases/vabcdefg/events?after=1")).get("events"))
                .isEmpty();
    }

    @Test
    void a_stream_resumes_after_the_last_event_and_ends_with_the_lease() throws Exception {
        leases.event("ONE");
        leases.event("TWO");
        HttpRequest request = request("/v1/leases/vabcdefg/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "1")
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("id: 2");
            assertThat(lines.readLine()).isEqualTo("event: TWO");
            assertThat(lines.readLine()).startsWith("data: {\"sequence\":2").contains("wörds");
            leases.endNow();
            assertThat(lines.lines().filter(line -> line.startsWith("id:"))).containsExactly("id: 3");
        }
    }

    @Test
    void a_stream_of_an_ended_lease_that_was_read_to_its_end_is_not_to_come_back() throws Exception {
        leases.endNow();
        HttpRequest request = request("/v1/leases/vabcdefg/events?after=1")
                .header("Accept", "text/event-stream")
                .build();

        assertThat(send(request).statusCode()).isEqualTo(204);
    }

    @Test
    void closing_lets_go_of_those_who_wait() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(request("/v1/events?wait=60").build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> beside = get("/v1/events");
        assertThat(beside.statusCode()).isEqualTo(200);
        server.close();

        assertThat(waiting.handle((answer, failure) -> "let go").get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("let go");
    }

    @Test
    void a_port_in_use_is_said_in_words() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Door door = ApiDoor.on(
                    Configs.withApi(local(other.getLocalPort()), Optional.empty()),
                    leases,
                    leases,
                    accounts,
                    leases,
                    new FakeMonitoring());
            assertThatThrownBy(() -> HttpServer.start(Limits.STANDARD, door))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void a_token_file_that_others_can_read_is_refused() throws IOException {
        Path open = Files.writeString(folder.resolve("open"), TOKEN);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> ApiDoor.on(
                        Configs.withApi(local(0), Optional.of(open)),
                        leases,
                        leases,
                        accounts,
                        leases,
                        new FakeMonitoring()))
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void without_a_token_only_loopback_names_are_served() throws Exception {
        Door door = ApiDoor.on(
                Configs.withApi(local(0), Optional.empty()), leases, leases, accounts, leases, new FakeMonitoring());
        try (HttpServer open = HttpServer.start(Limits.STANDARD, door)) {
            int there = open.port(door);
            for (String host :
                    new String[] {"127.0.0.1", "127.8.9.10:7070", "localhost", "localhost:80", "[::1]:7070"}) {
                assertThat(statusLine(there, "GET /v1/status", "Host: " + host))
                        .as(host)
                        .contains("200");
            }
            for (String host : new String[] {
                "evil.example", "127.attacker.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"
            }) {
                assertThat(statusLine(there, "GET /v1/status", "Host: " + host))
                        .as(host)
                        .contains("401");
            }
            assertThat(statusLine(there, "GET http://evil.example/v1/status", "Host: 127.0.0.1"))
                    .as("the name in the request's own line counts")
                    .containsAnyOf("401", "400");
        }
    }

    @Test
    void with_little_memory_left_it_refuses_and_goes_on_ending_things() throws Exception {
        Door door = ApiDoor.on(
                Configs.withApi(local(0), Optional.empty()),
                new Call.Rooms(leases, leases, accounts, leases, new FakeMonitoring()),
                () -> true);
        try (HttpServer low = HttpServer.start(Limits.STANDARD, door)) {
            int there = low.port(door);
            String host = "Host: 127.0.0.1";
            assertThat(statusLine(there, "GET /v1/leases", host)).contains("503");
            assertThat(statusLine(there, "POST /v1/leases", host)).contains("503");
            assertThat(statusLine(there, "GET /v1/status", host)).contains("200");
            assertThat(statusLine(there, "POST /v1/leases/vabcdefg/end", host)).contains("200");
        }
    }

    @Test
    void a_web_page_is_refused_whatever_it_knows() throws Exception {
        HttpRequest request = request("/v1/freeze")
                .header("Origin", "http://127.0.0.1:7070")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"who\":\"web page\"}"))
                .build();

        problem(send(request), 403, "origin_refused");
        assertThat(leases.status().frozen()).isNull();
    }

    @Test
    void a_document_that_is_not_said_to_be_json_does_nothing() throws Exception {
        String who = "{\"who\":\"web page\"}";
        problem(send(post("/v1/freeze", "text/plain", who)), 415, "unsupported_media_type");
        problem(
                send(post("/v1/nodes/node01/resume", "application/x-www-form-urlencoded", who)),
                415,
                "unsupported_media_type");
        assertThat(leases.status().frozen()).isNull();
    }

    @Test
    void a_limit_that_passes_has_a_code_of_its_own_and_says_when_to_ask_again() throws Exception {
        for (int i = 0; i < FakeLeases.MOST; i++) {
            assertThat(send(post("/v1/leases", "application/toml", LEASE)).statusCode())
                    .isEqualTo(201);
        }
        HttpResponse<String> answer = send(post("/v1/leases", "application/toml", LEASE));
        problem(answer, 429, "limit_reached");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        leases.freeze(Caller.admin("root", ""), "root", "why").join();
        answer = send(post("/v1/leases", "application/toml", LEASE));
        problem(answer, 503, "frozen");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void lists_come_in_pages_and_each_says_where_the_next_begins() throws Exception {
        JsonNode first = body(get("/v1/leases?ended=true&limit=1"));
        assertThat(first.get("leases")).hasSize(1);
        JsonNode second = body(get("/v1/leases?ended=true&limit=1&page_token="
                + first.get("next_page_token").asText()));
        assertThat(second.get("leases")).hasSize(1);
        assertThat(second.get("next_page_token").isNull()).isTrue();
        JsonNode nodes = body(get("/v1/nodes?limit=1"));
        assertThat(body(get("/v1/nodes?page_token="
                                + nodes.get("next_page_token").asText()))
                        .at("/nodes/0/node")
                        .asText())
                .isEqualTo("node02");
    }

    @Test
    void a_list_is_asked_as_the_parameters_say() throws Exception {
        body(get("/v1/leases?state=ACTIVE&name=night&node=node01&since=2026-01-31T12:00:00Z&key=night-42"
                + "&label=team=night&label=a/b=x%3Dy&owner=svc&project=p"));

        assertThat(leases.asked)
                .containsExactly(new LeaseQuery(
                        false,
                        Optional.of("ACTIVE"),
                        Optional.of("night"),
                        Optional.of("node01"),
                        Optional.of(Instant.parse("2026-01-31T12:00:00Z")),
                        Optional.of("night-42"),
                        Map.of("team", "night", "a/b", "x=y"),
                        Optional.empty(),
                        500,
                        Optional.of("svc"),
                        Optional.of("p")));
        problem(get("/v1/leases?state=UP"), 400, "invalid_parameter");
        problem(get("/v1/leases?since=yesterday"), 400, "invalid_parameter");
        problem(get("/v1/leases?since=%2B1000000000-12-31T23:59:59Z"), 400, "invalid_parameter");
        problem(get("/v1/leases?limit=501"), 400, "invalid_parameter");
        problem(get("/v1/leases?limit=0"), 400, "invalid_parameter");
        problem(get("/v1/leases?page_token=%25"), 400, "invalid_parameter");
        problem(get("/v1/leases?page_token=AAAA"), 400, "invalid_parameter");
        problem(get("/v1/leases?name=a&name=b"), 400, "invalid_parameter");
        problem(get("/v1/leases?label=night"), 400, "invalid_parameter");
        problem(get("/v1/leases?label==night"), 400, "invalid_parameter");
        problem(get("/v1/leases?label=team=night&label=team=day"), 400, "invalid_parameter");
    }

    @Test
    void events_can_be_asked_from_now_on() throws Exception {
        leases.event("OLD");

        JsonNode page = body(get("/v1/events?after=head"));
        assertThat(page.get("events")).isEmpty();
        assertThat(page.get("next_after").asInt()).isEqualTo(1);
    }

    @Test
    void events_are_chosen_by_what_they_say_and_each_answer_has_the_head() throws Exception {
        leases.event("CLAIMED", "vabcdefg", "CLAIMED");
        leases.event("CLAIMED", "vbbbbbbb", "CLAIMED");
        leases.event("ENDED", "vabcdefg", "ENDED");

        assertThat(sequences("/v1/events")).containsExactly(1, 2, 3);
        assertThat(sequences("/v1/events?event=CLAIMED&event=LOST")).containsExactly(1, 2);
        assertThat(sequences("/v1/events?event=CLAIMED&label=team=night")).containsExactly(1);
        assertThat(sequences("/v1/events?state=ENDED&state=LOST")).containsExactly(3);
        assertThat(sequences("/v1/events?lease=vbbbbbbb")).containsExactly(2);
        assertThat(sequences("/v1/leases/vabcdefg/events?event=CLAIMED")).containsExactly(1);
        JsonNode none = body(get("/v1/events?event=LOST"));
        assertThat(none.get("events")).isEmpty();
        assertThat(none.get("head").asInt()).isEqualTo(3);
        assertThat(none.get("next_after").asInt()).isEqualTo(3);
        assertThat(problem(get("/v1/events?event=CLAIMD"), 400, "invalid_parameter")
                        .get("detail")
                        .asText())
                .contains("did you mean CLAIMED?");
        problem(get("/v1/events?state=ENDET"), 400, "invalid_parameter");
        problem(get("/v1/leases/vabcdefg/events?label=team=night"), 400, "invalid_parameter");
    }

    private List<Integer> sequences(String path) throws Exception {
        List<Integer> sequences = new ArrayList<>();
        body(get(path))
                .get("events")
                .forEach(event -> sequences.add(event.get("sequence").asInt()));
        return sequences;
    }

    @Test
    void who_waits_for_some_events_is_not_woken_by_others() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                request("/v1/events?event=ENDED&label=team=night&wait=60").build(),
                HttpResponse.BodyHandlers.ofString());
        for (int i = 0; i < 3; i++) {
            leases.event("CLAIMED", "vabcdefg", "CLAIMED");
            leases.event("ENDED", "vbbbbbbb", "ENDED");
        }
        leases.event("ENDED", "vabcdefg", "ENDED");

        JsonNode page = body(waiting.get());
        assertThat(page.get("events")).hasSize(1);
        assertThat(page.at("/events/0/sequence").asInt()).isEqualTo(7);
        assertThat(page.get("next_after").asInt()).isEqualTo(7);
    }

    @Test
    void what_is_forgotten_is_said_and_never_skipped() throws Exception {
        for (int i = 0; i < 5; i++) {
            leases.event("CLAIMED", "vabcdefg", "CLAIMED");
        }
        leases.forget(3);

        JsonNode gone = problem(get("/v1/events?after=2"), 410, "history_gone");
        assertThat(gone.get("oldest").asInt()).isEqualTo(4);
        assertThat(gone.get("detail").asText()).contains("after=3");
        problem(get("/v1/events?after=2&wait=1"), 410, "history_gone");
        problem(
                send(request("/v1/events")
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", "1")
                        .build()),
                410,
                "history_gone");
        assertThat(sequences("/v1/events?after=3")).containsExactly(4, 5);
        assertThat(sequences("/v1/events?after=0")).containsExactly(4, 5);
        assertThat(sequences("/v1/leases/vabcdefg/events?after=2")).containsExactly(4, 5);
    }

    private static String statusLine(int port, String call, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = call + " HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(DEADLINE.plusSeconds(60))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private HttpRequest post(String path, String type, String body) {
        return request(path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode body(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private JsonNode problem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("type").asText()).isEqualTo("urn:vmpilot:problem:" + code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }
}
