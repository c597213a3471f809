package org.vmpilot.coordinator.api;

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
import java.util.Optional;
import org.vmpilot.coordinator.LiveSite;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.HttpServer;
import org.vmpilot.coordinator.http.Limits;

/** A live engine behind the real door, and tokens to knock with. */
final class ApiSite implements AutoCloseable {
    static final String BOOTSTRAP = "0123456789abcdef0123";
    static final String REQUEST = """
            name = "night"
            duration = "1h"
            guests_per_node = 1
            [[group]]
            name = "head"
            count = SLOTS
            memory = 64
            kernel = "/k/guest"
            """;

    private static final Duration DEADLINE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));

    final LiveSite site;
    final Path state;
    final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final int port;

    ApiSite(Path folder, Access access) throws Exception {
        state = folder.resolve("state");
        site = LiveSite.start(state, access);
        Path token = folder.resolve("token");
        Files.writeString(token, BOOTSTRAP + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Door door = ApiDoor.on(
                Configs.withApi(any, Optional.of(token)),
                site.leases(),
                site.freezes(),
                site.accounts(),
                site.holds(),
                site.monitoring());
        server = HttpServer.start(Limits.STANDARD, door);
        port = server.port(door);
    }

    String token(String name, Role role, String project) throws Exception {
        return site.accounts()
                .create(Caller.admin("test", ""), new NewToken(name, role, project, Optional.empty()))
                .get()
                .token();
    }

    HttpRequest.Builder call(String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return http.send(call(path, token).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String token, String json) throws IOException, InterruptedException {
        return http.send(
                call(path, token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> create(String token, int slots, String key) throws IOException, InterruptedException {
        return http.send(
                call("/v1/leases", token)
                        .header("Content-Type", "application/toml")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(REQUEST.replace("SLOTS", Integer.toString(slots))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
        site.close();
    }
}
