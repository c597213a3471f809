package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;

/** {@code /healthz} and {@code /readyz} as a load balancer meets them: without a token, and when little else is answered. */
class ProbesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));

    private final FakeLeases leases = new FakeLeases();
    private final FakeMonitoring monitoring = new FakeMonitoring();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private HttpServer server;
    private int port;

    /** Little memory is left. */
    @BeforeEach
    void start() throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, "0123456789abcdef0123");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Door door = ApiDoor.on(
                Configs.withApi(any, Optional.of(token)),
                new Call.Rooms(leases, leases, new FakeAccounts(), leases, monitoring),
                () -> true);
        server = HttpServer.start(Limits.STANDARD, door);
        port = server.port(door);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(DEADLINE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoever_asks_is_told_that_it_is_alive_and_nothing_else() throws Exception {
        HttpResponse<String> well = get("/healthz");
        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(well.body()).isEqualTo("alive\n");
        assertThat(well.headers().firstValue("Cache-Control")).hasValue("no-store");

        monitoring.alive = false;
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).isEqualTo("the coordinator decides nothing\n");
    }

    @Test
    void not_ready_says_why_a_line_a_reason() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        monitoring.notReady = List.of("the store cannot be written", "the LRM has not answered for 300 s");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body())
                .isEqualTo("the store cannot be written\nthe LRM has not answered for 300 s\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void all_else_needs_a_token_and_requests_are_counted_by_what_they_are_of() throws Exception {
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/healthz?verbose=1").statusCode()).isEqualTo(400);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);

        assertThat(monitoring.answered).containsExactly("OTHER 401", "PROBE 400", "PROBE 200");
        assertThat(monitoring.problems).containsExactly("unauthorised", "invalid_parameter");
    }
}
