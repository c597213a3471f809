package org.vmpilot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.client.ClientException.FieldError;
import org.vmpilot.client.ClientException.Kind;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;

class VmpilotClientTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20L * Integer.getInteger("vmpilot.patience", 1));
    private static final String LEASE =
            "{\"id\":\"vabcdefg\",\"name\":\"n\",\"state\":\"ACTIVE\",\"created_at\":\"2026-11-20T12:00:00Z\","
                    + "\"go_at\":null,\"duration_seconds\":20,\"slots\":[],\"a_field_of_tomorrow\":1}";
    private static final byte[] REQUEST = "name = \"n\"".getBytes(StandardCharsets.UTF_8);

    private FakeApi api;
    private VmpilotClient client;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        client = new VmpilotClient(new ClientSettings(api.uri(), Optional.of("the-token"), DEADLINE));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void a_lease_is_read_with_what_this_client_knows_of_it() throws Exception {
        api.says("GET /v1/leases/vabcdefg", 200, LEASE);
        LeaseView lease = client.get("vabcdefg");

        assertThat(lease.createdAt()).isEqualTo(Instant.parse("2026-11-20T12:00:00Z"));
        assertThat(lease.goAt()).isNull();
        assertThat(lease.durationSeconds()).isEqualTo(20);
        assertThat(api.heard().get(0).authorization()).isEqualTo("Bearer the-token");
    }

    @Test
    void a_create_whose_answer_is_lost_is_repeated_with_the_same_key() throws Exception {
        api.says("POST /v1/leases", 0, "").says("POST /v1/leases", 0, "").says("POST /v1/leases", 201, LEASE);

        assertThat(client.create(REQUEST, VmpilotClient.Form.TOML).id()).isEqualTo("vabcdefg");
        assertThat(api.heard())
                .extracting(FakeApi.Heard::key)
                .doesNotContainNull()
                .containsOnly(api.heard().get(0).key());
        assertThat(api.heard()).extracting(FakeApi.Heard::body).containsOnly("name = \"n\"");
    }

    @Test
    void a_create_that_never_gets_an_answer_is_unknown_not_undone() {
        api.says("POST /v1/leases", 0, "");

        ClientException failure = failure(() -> client.create(REQUEST, VmpilotClient.Form.TOML));
        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure).hasMessageContaining("was lost");
    }

    @Test
    void wrong_fields_come_with_their_lines() {
        api.says(
                "POST /v1/leases",
                422,
                "{\"code\":\"invalid_request\",\"detail\":\"No lease was made\",\"errors\":[{\"field\":\"name\",\"line\":3,\"words\":\"w\"},"
                        + "{\"field\":\"queue\",\"words\":\"x\"}]}");

        ClientException failure = failure(() -> client.create(REQUEST, VmpilotClient.Form.TOML));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.fieldErrors())
                .containsExactly(new FieldError("name", 3, "w"), new FieldError("queue", 0, "x"));
        assertThat(api.heard()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorised, DENIED",
        "404, no_such_lease, NOT_FOUND",
        "404, no_such_path, UNKNOWN",
        "400, invalid_parameter, INVALID",
        "409, key_reused, REFUSED",
        "413, too_large, INVALID",
        "422, lease_refused, REFUSED",
        "500, internal, UNKNOWN",
        "429, limit_reached, TRY_LATER",
        "503, busy, TRY_LATER",
        "503, stopping, TRY_LATER"
    })
    void each_problem_has_its_kind(int status, String code, Kind kind) {
        api.says("GET /v1/status", status, "{\"code\":\"" + code + "\",\"detail\":\"why\",\"errors\":[]}");

        ClientException failure = failure(client::status);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessage("why");
    }

    @ParameterizedTest
    @CsvSource({"200, <html>", "200, null", "200, ''", "502, <html>", "302, ''"})
    void something_else_than_a_coordinator_is_told_so(int status, String body) {
        api.says("GET /v1/status", new FakeApi.Said(status, "text/html", body));

        assertThat(failure(client::status).kind()).isEqualTo(status == 502 ? Kind.TRY_LATER : Kind.UNKNOWN);
    }

    @Test
    void where_nobody_listens_nothing_was_done() {
        api.close();

        ClientException failure = failure(client::status);
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("no coordinator answers at " + api.uri());
    }

    @Test
    void a_coordinator_that_accepts_and_says_nothing_costs_the_deadline_and_no_more() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            VmpilotClient waiting = new VmpilotClient(new ClientSettings(uri, Optional.empty(), Duration.ofSeconds(1)));

            assertThat(failure(waiting::status).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }

    @Test
    void what_is_no_id_is_not_sent() {
        assertThat(failure(() -> client.get("../status")).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(api.heard()).isEmpty();
    }

    @Test
    void an_address_that_is_none_is_refused() {
        assertThatThrownBy(() -> new ClientSettings(URI.create("localhost:7070"), Optional.empty(), DEADLINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://127.0.0.1:7070");
    }

    @Test
    void a_list_is_read_to_its_last_page() throws Exception {
        String first = LEASE.replace("vabcdefg", "vaaaaaaa");
        api.says(
                        "GET /v1/leases?state=ENDED&node=node01&since=2026-11-20T12%3A00%3A00Z&owner=night-service&project=night&key=night%2F42&label=team%3Da%26b",
                        200, "{\"leases\":[" + first + "],\"next_page_token\":\"n-1\"}")
                .says(
                        "GET /v1/leases?state=ENDED&node=node01&since=2026-11-20T12%3A00%3A00Z&owner=night-service&project=night&key=night%2F42&label=team%3Da%26b&page_token=n-1",
                        200, "{\"leases\":[" + LEASE + "],\"next_page_token\":null}")
                .says("GET /v1/nodes", 200, "{\"nodes\":[{\"node\":\"a\"}],\"next_page_token\":\"n-2\"}")
                .says("GET /v1/nodes?page_token=n-2", 200, "{\"nodes\":[{\"node\":\"b\"}]}");
        LeaseFilter filter = new LeaseFilter(
                false,
                Optional.of("ENDED"),
                Optional.empty(),
                Optional.of("node01"),
                Optional.of(Instant.parse("2026-11-20T12:00:00Z")),
                Optional.of("night-service"),
                Optional.of("night"),
                Optional.of("night/42"),
                Map.of("team", "a&b"));

        assertThat(client.list(filter)).extracting(LeaseSummaryView::id).containsExactly("vaaaaaaa", "vabcdefg");
        assertThat(client.nodes()).extracting(NodeView::node).containsExactly("a", "b");
    }

    @Test
    void events_are_followed_by_what_they_say_and_what_is_forgotten_is_told() throws Exception {
        api.says("GET /v1/events?after=head", 200, "{\"events\":[],\"next_after\":8,\"head\":8}")
                .says(
                        "GET /v1/events?event=ENDED&label=team%3Dnight&after=8&wait=30",
                        200, "{\"events\":[" + event(9) + "],\"next_after\":9,\"head\":12}")
                .says(
                        "GET /v1/events?event=ENDED&label=team%3Dnight&after=9&wait=30",
                        200, "{\"events\":[],\"next_after\":12,\"head\":12}")
                .says(
                        "GET /v1/events?event=ENDED&label=team%3Dnight&after=12&wait=30",
                        410, "{\"code\":\"history_gone\",\"detail\":\"gone\",\"errors\":[],\"oldest\":99}");
        EventFilter filter = new EventFilter(Optional.empty(), List.of("ENDED"), List.of(), Map.of("team", "night"));
        EventWatch watch = new EventWatch(client, filter, client.head());

        assertThat(watch.next(Duration.ofSeconds(30)))
                .extracting(EventView::sequence)
                .containsExactly(9L);
        assertThat(watch.mayHaveMore()).isTrue();
        assertThat(watch.next(Duration.ofSeconds(30))).isEmpty();
        assertThat(watch.mayHaveMore()).isFalse();
        ClientException gone = catchThrowableOfType(ClientException.class, () -> watch.next(Duration.ofSeconds(30)));
        assertThat(gone.kind()).isEqualTo(ClientException.Kind.GONE);
        assertThat(gone.oldest()).hasValue(99);
    }

    @Test
    void a_watch_survives_a_restart_of_the_coordinator_and_gives_each_event_once() throws Exception {
        String busy = "{\"code\":\"stopping\",\"detail\":\"later\",\"errors\":[]}";
        api.says("GET /v1/leases/vabcdefg/events?after=0&wait=0", 503, busy)
                .says("GET /v1/leases/vabcdefg/events?after=0&wait=0", 200, "{\"events\":[" + event(4) + "]}")
                .says("GET /v1/leases/vabcdefg/events?after=4&wait=30", 200, "{\"events\":[" + event(5) + "]}")
                .says("GET /v1/leases/vabcdefg/events?after=5&wait=0", 200, "{\"events\":[" + event(6) + "]}")
                .says("GET /v1/leases/vabcdefg", 200, LEASE)
                .says("GET /v1/leases/vabcdefg", 200, LEASE.replace("ACTIVE", "ENDED"));
        LeaseWatch watch = new LeaseWatch(client, "vabcdefg");

        assertThat(watch.next(Duration.ZERO).events())
                .extracting(EventView::sequence)
                .containsExactly(4L);
        LeaseWatch.Look last = watch.next(Duration.ofSeconds(30));
        assertThat(last.events()).extracting(EventView::sequence).containsExactly(5L, 6L);
        assertThat(last.lease().state()).isEqualTo("ENDED");
    }

    private static String event(int sequence) {
        return "{\"sequence\":" + sequence + ",\"at\":\"2026-11-20T12:00:00Z\",\"lease\":\"vabcdefg\",\"event\":\"E\"}";
    }

    private interface Call {
        void run() throws ClientException, InterruptedException;
    }

    private static ClientException failure(Call call) {
        return catchThrowableOfType(ClientException.class, call::run);
    }
}
