package org.vmpilot.tests.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The coordinator's API, bare: what a caller of another language would say (docs/api.md). From any thread. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final int BUSY = 503;
    private static final int TRIES = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Api(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /** @param body null for an answer that is none */
    public record Answer(int status, JsonNode body) {
        public boolean is(int wanted) {
            return status == wanted;
        }
    }

    /** The id of the lease that was made. */
    public String create(LoadLease lease) throws IOException, InterruptedException {
        return must(send("POST", "/v1/leases", "application/toml", lease.text(), Optional.empty()), 201)
                .path("id")
                .asText();
    }

    /** What it says to a request under a key. */
    public Answer create(LoadLease lease, String key) throws IOException, InterruptedException {
        return send("POST", "/v1/leases", "application/toml", lease.text(), Optional.of(key));
    }

    public Answer end(String lease) throws IOException, InterruptedException {
        return send("POST", "/v1/leases/" + lease + "/end", "application/json", "", Optional.empty());
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "", Optional.empty());
    }

    public void freeze() throws IOException, InterruptedException {
        must(post("/v1/freeze", "{\"who\":\"bench\",\"why\":\"to see how long it takes\"}"), 200);
    }

    public void thaw() throws IOException, InterruptedException {
        must(post("/v1/thaw", "{\"who\":\"bench\"}"), 200);
    }

    private Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body, Optional.empty());
    }

    /** All leases that were ever made, page by page. */
    public List<JsonNode> all() throws IOException, InterruptedException {
        return leases("ended=true&limit=500");
    }

    /** Leases that have not ended. */
    public List<JsonNode> open() throws IOException, InterruptedException {
        return leases("limit=500");
    }

    private List<JsonNode> leases(String which) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String more = "";
        do {
            JsonNode page = must(patiently("/v1/leases?" + which + more), 200);
            page.path("leases").forEach(all::add);
            String token = page.path("next_page_token").asText("");
            more = token.isEmpty() || token.equals("null")
                    ? ""
                    : "&page_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        } while (!more.isEmpty());
        return all;
    }

    /** All events that there ever were. */
    public List<JsonNode> events() throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        long after = 0;
        for (int before = -1; all.size() > before; ) {
            before = all.size();
            JsonNode page = must(patiently("/v1/events?after=" + after), 200);
            page.path("events").forEach(all::add);
            after = page.path("next_after").asLong();
        }
        return all;
    }

    /** On a slow machine all who read for the API may be busy for a while. */
    private Answer patiently(String path) throws IOException, InterruptedException {
        Answer answer = get(path);
        for (int tries = 1; answer.is(BUSY) && tries < TRIES; tries++) {
            answer = get(path);
        }
        return answer;
    }

    private Answer send(String method, String path, String type, String body, Optional<String> key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(DEADLINE)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        key.ifPresent(text -> request.header("Idempotency-Key", text));
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }

    static JsonNode must(Answer answer, int status) {
        if (!answer.is(status)) {
            throw new IllegalStateException("status " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }
}
