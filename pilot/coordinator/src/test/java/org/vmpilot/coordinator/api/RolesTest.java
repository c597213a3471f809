package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;

class RolesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));
    private static final Set<Role> ALL = EnumSet.allOf(Role.class);
    private static final Set<Role> SITE = EnumSet.of(Role.MONITOR, Role.OPERATOR, Role.ADMIN);
    private static final Set<Role> SUBMIT = EnumSet.of(Role.SUBMITTER, Role.OPERATOR, Role.ADMIN);
    private static final Set<Role> OPERATE = EnumSet.of(Role.OPERATOR, Role.ADMIN);
    private static final Set<Role> ADMIN = EnumSet.of(Role.ADMIN);

    /** The table of docs/api.md. */
    private static final Map<String, Set<Role>> MAY = Map.ofEntries(
            Map.entry("POST /v1/leases", SUBMIT),
            Map.entry("POST /v1/offers", SUBMIT),
            Map.entry("GET /v1/leases", ALL),
            Map.entry("GET /v1/leases/{id}", ALL),
            Map.entry("PATCH /v1/leases/{id}", SUBMIT),
            Map.entry("POST /v1/leases/{id}/end", SUBMIT),
            Map.entry("GET /v1/leases/{id}/events", ALL),
            Map.entry("GET /v1/leases/{id}/certificates", ALL),
            Map.entry("GET /v1/events", ALL),
            Map.entry("GET /v1/nodes", SITE),
            Map.entry("POST /v1/nodes/{node}/resume", OPERATE),
            Map.entry("GET /v1/status", ALL),
            Map.entry("POST /v1/freeze", OPERATE),
            Map.entry("GET /v1/holds", SITE),
            Map.entry("POST /v1/holds", OPERATE),
            Map.entry("POST /v1/holds/{hold}/release", OPERATE),
            Map.entry("GET /v1/windows", SITE),
            Map.entry("POST /v1/thaw", OPERATE),
            Map.entry("POST /v1/tokens", ADMIN),
            Map.entry("GET /v1/tokens", ADMIN),
            Map.entry("POST /v1/tokens/{token}/revoke", ADMIN),
            Map.entry("GET /v1/audit", OPERATE),
            Map.entry("GET /v1/usage", ALL),
            Map.entry("GET /metrics", SITE),
            Map.entry("GET /healthz", ALL),
            Map.entry("GET /readyz", ALL),
            Map.entry("GET /openapi.yaml", ALL));

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
        Files.writeString(token, "0123456789abcdef0123");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Door door = ApiDoor.on(
                Configs.withApi(any, Optional.of(token)), leases, leases, accounts, leases, new FakeMonitoring());
        server = HttpServer.start(Limits.STANDARD, door);
        port = server.port(door);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder call(String path, Role role) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + FakeAccounts.token(role))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> call(String method, String path, Role role, String body) throws Exception {
        return http.send(
                call(path, role)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void each_role_may_what_the_page_says_and_is_told_which_role_it_would_need() throws Exception {
        Map<String, Set<Role>> may = new TreeMap<>();
        for (Route route : Route.all(DEADLINE, new EventFeed(new FakeLeases()))) {
            String name = route.method() + " " + route.path();
            String path = route.path()
                    .replace("{id}", FakeLeases.ID)
                    .replace("{node}", "node01")
                    .replace("{hold}", "h1")
                    .replace("{token}", "night.1");
            Set<Role> let = EnumSet.noneOf(Role.class);
            for (Role role : Role.values()) {
                HttpResponse<String> answer = call(route.method(), path, role, "{}");
                if (answer.statusCode() != 403) {
                    let.add(role);
                    continue;
                }
                assertThat(json.readTree(answer.body()).get("code").asText()).isEqualTo("forbidden");
                Role least = Arrays.stream(Role.values())
                        .filter(MAY.get(name)::contains)
                        .findFirst()
                        .orElseThrow();
                assertThat(json.readTree(answer.body()).get("detail").asText())
                        .isEqualTo("Nothing was done: this needs the role " + least.text() + ", and the token of "
                                + role.text() + " has the role " + role.text() + ".");
            }
            may.put(name, let);
        }

        assertThat(may).containsExactlyInAnyOrderEntriesOf(MAY);
        assertThat(accounts.refused)
                .contains(
                        "submitter freeze  403 forbidden",
                        "monitor end vabcdefg 403 forbidden",
                        "operator token_create  403 forbidden",
                        "submitter GET /v1/nodes  403 forbidden");
    }

    @Test
    void a_refused_change_is_written_down_and_a_wrong_question_is_not() throws Exception {
        call("POST", "/v1/leases/vbbbbbbb/end", Role.SUBMITTER, "");
        call("POST", "/v1/nodes/node02/resume", Role.OPERATOR, "{\"who\":\"me\"}");
        call("GET", "/v1/leases/vbbbbbbb", Role.SUBMITTER, "");
        call("GET", "/v1/leases?endet=true", Role.SUBMITTER, "");

        assertThat(accounts.refused)
                .containsExactly("submitter end vbbbbbbb 404 no_such_lease", "operator resume node02 409 not_clean");
    }

    @Test
    void tokens_are_made_listed_and_revoked() throws Exception {
        HttpResponse<String> made = call(
                "POST", "/v1/tokens", Role.ADMIN, "{\"name\":\"night\",\"role\":\"submitter\",\"expires_in\":\"90d\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json.readTree(made.body()).get("token").asText()).isEqualTo("vmp_secret");
        assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
        HttpResponse<String> wrong =
                call("POST", "/v1/tokens", Role.ADMIN, "{\"name\":\"N\",\"role\":\"king\",\"expires_in\":3}");
        assertThat(json.readTree(wrong.body()).get("errors").findValuesAsText("field"))
                .containsExactly("name", "role", "expires_in");
        assertThat(call("GET", "/v1/tokens", Role.ADMIN, "").body())
                .contains("night.1")
                .doesNotContain("secret");
        assertThat(json.readTree(call("POST", "/v1/tokens/night.1/revoke", Role.ADMIN, "")
                                .body())
                        .at("/tokens/0/name")
                        .asText())
                .isEqualTo("night.1");
        assertThat(call("GET", "/v1/audit?who=day", Role.OPERATOR, "").body()).contains("\"who\":\"day\"");
    }

    @Test
    void a_revoked_token_ends_its_long_polls_and_streams_at_once() throws Exception {
        CompletableFuture<HttpResponse<String>> poll =
                http.sendAsync(call("/v1/events?wait=60", Role.MONITOR).build(), HttpResponse.BodyHandlers.ofString());
        try (BufferedReader stream = stream()) {
            leases.event("ONE");
            assertThat(poll.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
            assertThat(stream.lines().filter(line -> line.startsWith("id:")).findFirst())
                    .contains("id: 1");
            CompletableFuture<HttpResponse<String>> second = http.sendAsync(
                    call("/v1/events?wait=60&after=1", Role.MONITOR).build(), HttpResponse.BodyHandlers.ofString());
            CompletableFuture<HttpResponse<String>> others = http.sendAsync(
                    call("/v1/events?wait=60&after=1", Role.OPERATOR).build(), HttpResponse.BodyHandlers.ofString());
            accounts.revoke(Role.MONITOR);

            assertThat(second.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(401);
            assertThat(stream.lines().filter(line -> line.startsWith("id:"))).isEmpty();
            leases.event("TWO");
            assertThat(others.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void after_a_tokens_end_no_event_is_sent() throws Exception {
        CompletableFuture<HttpResponse<String>> poll =
                http.sendAsync(call("/v1/events?wait=60", Role.MONITOR).build(), HttpResponse.BodyHandlers.ofString());
        try (BufferedReader stream = stream()) {
            leases.event("ONE");
            poll.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(stream.lines().filter(line -> line.startsWith("id:")).findFirst())
                    .contains("id: 1");
            poll = http.sendAsync(
                    call("/v1/events?wait=60&after=1", Role.MONITOR).build(), HttpResponse.BodyHandlers.ofString());
            accounts.expire(Role.MONITOR);
            leases.event("SECRET");

            List<String> rest = stream.lines().toList();
            assertThat(String.join(" ", rest)).doesNotContain("SECRET");
            HttpResponse<String> answer = poll.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("SECRET");
        }
    }

    private BufferedReader stream() throws Exception {
        HttpResponse<InputStream> answer = http.send(
                call("/v1/events", Role.MONITOR)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }
}
