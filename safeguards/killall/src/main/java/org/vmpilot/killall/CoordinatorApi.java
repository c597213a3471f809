package org.vmpilot.killall;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.killall.site.CoordinatorAccess;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonException;
import org.vmpilot.protocol.json.JsonFields;
import org.vmpilot.protocol.tls.CertificateAuthority;

/** The few calls of the coordinator's API that kill-all may make (docs/openapi.yaml). Each has a deadline. */
final class CoordinatorApi {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration CALL = Duration.ofSeconds(4);
    private static final int TOKEN_LIMIT = 4096;
    private static final String NODES = "/v1/nodes";

    private final CoordinatorAccess access;
    private final URI base;
    private final Path tokenFile;

    CoordinatorApi(CoordinatorAccess access) {
        this.access = access;
        this.base = access.api();
        this.tokenFile = access.tokenFile();
    }

    private HttpClient client() throws IOException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
        if (access.caFile().isPresent()) {
            builder.sslContext(CertificateAuthority.of(access.caFile().get()));
        }
        return builder.build();
    }

    /** No new leases; all open ones end, and their pilot jobs are cancelled at once. */
    void freeze(String who, String why) throws CoordinatorException, InterruptedException {
        call("POST", "/v1/freeze", BodyPublishers.ofString(Json.write(Map.of("who", who, "why", why))));
    }

    /** New leases are taken again. */
    void thaw(String who) throws CoordinatorException, InterruptedException {
        call("POST", "/v1/thaw", BodyPublishers.ofString(Json.write(Map.of("who", who))));
    }

    /**
     * Nodes that hold a slot, or may: whatever else is wrong with one. A coordinator that does not say {@code holds} is asked by whom each is
     * held.
     */
    List<String> holders() throws CoordinatorException, InterruptedException {
        try {
            List<String> holders = new ArrayList<>();
            String path = NODES;
            while (true) {
                JsonFields page = call("GET", path, BodyPublishers.noBody());
                for (JsonFields node : page.objects("nodes")) {
                    boolean holds = node.has("holds")
                            ? node.flag("holds")
                            : node.optionalText("leases").isPresent();
                    if (holds) {
                        holders.add(node.text("node"));
                    }
                }
                Optional<String> next = page.optionalText("next_page_token");
                if (next.isEmpty()) {
                    return holders;
                }
                path = NODES + "?page_token=" + next.get();
            }
        } catch (JsonException e) {
            throw notUnderstood(e);
        }
    }

    private JsonFields call(String method, String path, BodyPublisher body)
            throws CoordinatorException, InterruptedException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(base.resolve(path)).timeout(CALL).method(method, body);
            if (method.equals("POST")) {
                request.header("Content-Type", "application/json");
            }
            if (Files.exists(tokenFile)) {
                request.header(
                        "Authorization",
                        "Bearer "
                                + TrustedFile.readOthersSecret(tokenFile, TOKEN_LIMIT)
                                        .strip());
            }
            HttpResponse<String> response = client().send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new CoordinatorException(
                        "coordinator " + base + ": answers " + response.statusCode() + why(response.statusCode()));
            }
            return Json.fields(response.body());
        } catch (JsonException e) {
            throw notUnderstood(e);
        } catch (IOException e) {
            throw new CoordinatorException(
                    "coordinator " + base + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    private String why(int status) {
        return switch (status) {
            case 401 -> ": it does not know the token in " + tokenFile;
            case 403 -> ": the token in " + tokenFile + " is not an operator's";
            default -> "";
        };
    }

    private CoordinatorException notUnderstood(JsonException e) {
        return new CoordinatorException("coordinator " + base + ": not its answer: " + e.getMessage(), e);
    }
}
