package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Quota;

/** Two submitters that know each other's ids, keys and page tokens hammer the door with all of them. */
class TwoSubmittersTest {
    private static final int LEASES = 6;
    private static final int SLOTS = 8;
    private static final int THREADS = 3;
    private static final int STEPS = 60;
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4");
    private static final List<String> FORBIDDEN_GETS = List.of("/v1/nodes", "/v1/audit", "/v1/tokens");
    private static final List<String> FORBIDDEN_POSTS =
            List.of("/v1/freeze", "/v1/thaw", "/v1/nodes/node1/resume", "/v1/tokens", "/v1/tokens/trudy/revoke");

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    private ApiSite site;
    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> pages = new ConcurrentHashMap<>();

    /** One of them, and all that it was ever told. */
    private final class Submitter {
        final String name;
        final String project;
        final String token;
        final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        Submitter other;

        Submitter(String name, String project) throws Exception {
            this.name = name;
            this.project = project;
            this.token = site.token(name, Role.SUBMITTER, project);
            ids.put(name, ConcurrentHashMap.newKeySet());
            pages.put(name, ConcurrentHashMap.newKeySet());
        }

        void hammer(Random random) throws Exception {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> create(random);
                    case 3 -> endOwn(random);
                    case 4 -> stranger(random);
                    case 5 -> lists(random);
                    case 6 -> events(random);
                    case 7 -> forbidden(random);
                    case 8 -> status();
                    default -> elsewhere();
                }
            }
        }

        private void create(Random random) throws Exception {
            String key = random.nextBoolean() ? KEYS.get(random.nextInt(KEYS.size())) : "own" + random.nextLong();
            HttpResponse<String> answer = site.create(token, 1 + random.nextInt(4), key);
            told.add(answer.body());
            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409, 429);
            if (answer.statusCode() == 201) {
                JsonNode lease = json.readTree(answer.body());
                assertThat(lease.get("owner").asText()).isEqualTo(name);
                assertThat(lease.get("project").asText()).isEqualTo(project);
                ids.get(name).add(lease.get("id").asText());
            } else if (answer.statusCode() == 429) {
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }

        private void endOwn(Random random) throws Exception {
            Optional<String> id = any(ids.get(name), random);
            if (id.isPresent()) {
                HttpResponse<String> answer = site.post("/v1/leases/" + id.get() + "/end", token, "");
                told.add(answer.body());
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }

        /** What is the other's is answered as what nobody has. */
        private void stranger(Random random) throws Exception {
            String id = any(ids.get(other.name), random).orElse("vzzzzzzz");
            for (String path : List.of("", "/events", "/events?after=0&wait=1", "/certificates")) {
                same(site.get("/v1/leases/" + id + path, token), site.get("/v1/leases/vzzzzzzy" + path, token), id);
            }
            same(
                    site.post("/v1/leases/" + id + "/end", token, ""),
                    site.post("/v1/leases/vzzzzzzy/end", token, ""),
                    id);
        }

        private void same(HttpResponse<String> answer, HttpResponse<String> nobodys, String id) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body().replace(id, "vzzzzzzy")).isEqualTo(nobodys.body());
        }

        private void lists(Random random) throws Exception {
            for (String query : List.of(
                    "?ended=true&limit=2",
                    "?project=" + other.project,
                    "?owner=" + other.name + "&ended=true",
                    "?state=ENDED",
                    "?ended=true&page_token="
                            + any(pages.get(other.name), random).orElse(""))) {
                HttpResponse<String> answer = site.get("/v1/leases" + query, token);
                told.add(answer.body());
                if (answer.statusCode() == 200) {
                    JsonNode page = json.readTree(answer.body());
                    if (!page.get("next_page_token").isNull()) {
                        pages.get(name).add(page.get("next_page_token").asText());
                    }
                    assertThat(page.get("leases"))
                            .allSatisfy(lease ->
                                    assertThat(lease.get("project").asText()).isEqualTo(project));
                }
            }
        }

        private void events(Random random) throws Exception {
            for (String query :
                    List.of("?after=0", "?after=" + random.nextInt(200), "?after=head", "?after=3&wait=1")) {
                HttpResponse<String> answer = site.get("/v1/events" + query, token);
                assertThat(answer.statusCode()).isEqualTo(200);
                told.add(answer.body());
            }
        }

        private void forbidden(Random random) throws Exception {
            HttpResponse<String> read = site.get(FORBIDDEN_GETS.get(random.nextInt(FORBIDDEN_GETS.size())), token);
            HttpResponse<String> write = site.post(
                    FORBIDDEN_POSTS.get(random.nextInt(FORBIDDEN_POSTS.size())), token, "{\"who\":\"root@admin1\"}");
            for (HttpResponse<String> answer : List.of(read, write)) {
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(json.readTree(answer.body()).get("code").asText()).isEqualTo("forbidden");
                told.add(answer.body());
            }
        }

        private void status() throws Exception {
            JsonNode status = json.readTree(site.get("/v1/status", token).body());
            assertThat(status.get("open_leases").asInt()).isLessThanOrEqualTo(LEASES);
            assertThat(status.get("alarms").isNull()).isTrue();
            assertThat(status.get("frozen").isNull()).isTrue();
        }

        /** In the other's project, and in one that is not there: one answer. */
        private void elsewhere() throws Exception {
            HttpResponse<String> theirs = site.post("/v1/leases?project=" + other.project, token, "{}");
            HttpResponse<String> nobodys = site.post("/v1/leases?project=nobodys", token, "{}");
            assertThat(theirs.statusCode()).isEqualTo(403);
            assertThat(theirs.body()).isEqualTo(nobodys.body());
        }

        /** All events that a stream has until it is closed. */
        List<String> stream() throws Exception {
            HttpResponse<InputStream> answer = site.http.send(
                    site.call("/v1/events?after=0", token)
                            .header("Accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                return lines.lines().toList();
            }
        }
    }

    private static Optional<String> any(Set<String> of, Random random) {
        List<String> all = List.copyOf(of);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_is_seen_nothing_is_changed_and_no_limit_is_passed(long seed) throws Exception {
        Quota quota = new Quota(
                Optional.of(LEASES),
                Optional.of(SLOTS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Quota.STANDARD_PERIOD);
        Access access = new Access(
                List.of(
                        new Access.Project("alpha", Optional.empty(), quota),
                        new Access.Project("beta", Optional.empty(), quota)),
                Quota.NONE,
                Duration.ofDays(30));
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ApiSite open = new ApiSite(folder, access)) {
            site = open;
            Submitter mallory = new Submitter("mallory", "alpha");
            Submitter trudy = new Submitter("trudy", "beta");
            mallory.other = trudy;
            trudy.other = mallory;
            Future<List<String>> hers = threads.submit(mallory::stream);
            Future<List<String>> his = threads.submit(trudy::stream);
            together(threads, List.of(mallory, trudy), seed);
            String operator = site.token("ops", Role.OPERATOR, "default");

            List<JsonNode> leases = leases(operator);
            nobodyEndedTheOthers(leases);
            noLimitWasPassed(leases, operator);
            everyChangeIsInTheAudit(operator, leases);
            noTokenIsOnDisk(List.of(mallory.token, trudy.token, operator));
            site.site.accounts().revoke(Caller.admin("test", ""), "mallory").get();
            site.site.accounts().revoke(Caller.admin("test", ""), "trudy").get();
            mallory.told.addAll(hers.get());
            trudy.told.addAll(his.get());
            nothingWasSeen(mallory);
            nothingWasSeen(trudy);
            assertThat(hers.get().stream().filter("event: CREATED"::equals))
                    .hasSize(ids.get("mallory").size());
            assertThat(his.get().stream().filter("event: CREATED"::equals))
                    .hasSize(ids.get("trudy").size());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void together(ExecutorService threads, List<Submitter> submitters, long seed) throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (Submitter submitter : submitters) {
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(31 * seed + work.size());
                work.add(() -> {
                    submitter.hammer(random);
                    return null;
                });
            }
        }
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
    }

    private List<JsonNode> leases(String operator) throws Exception {
        JsonNode page =
                json.readTree(site.get("/v1/leases?ended=true", operator).body());
        assertThat(page.get("next_page_token").isNull()).isTrue();
        List<JsonNode> all = new ArrayList<>();
        page.get("leases").forEach(all::add);
        assertThat(all).hasSize(ids.get("mallory").size() + ids.get("trudy").size());
        return all;
    }

    private static void nobodyEndedTheOthers(List<JsonNode> leases) {
        assertThat(leases)
                .filteredOn(lease -> lease.get("state").asText().equals("ENDED"))
                .isNotEmpty()
                .allSatisfy(lease -> assertThat(lease.get("reason").asText())
                        .isEqualTo("ended by " + lease.get("owner").asText()));
    }

    /** The history has every lease in the order in which they were made and ended: none was there beyond a limit. */
    private void noLimitWasPassed(List<JsonNode> leases, String operator) throws Exception {
        Map<String, JsonNode> byId = new HashMap<>();
        leases.forEach(lease -> byId.put(lease.get("id").asText(), lease));
        Map<String, Integer> open = new HashMap<>();
        Map<String, Integer> slots = new HashMap<>();
        Set<String> reached = new HashSet<>();
        long after = 0;
        while (true) {
            JsonNode page = json.readTree(
                    site.get("/v1/events?after=" + after, operator).body());
            if (page.get("events").isEmpty()) {
                break;
            }
            for (JsonNode event : page.get("events")) {
                String what = event.get("event").asText();
                boolean ofLease = event.get("slot").isNull();
                int sign = what.equals("CREATED") ? 1 : ofLease && what.equals("ENDED") ? -1 : 0;
                JsonNode lease = byId.get(event.get("lease").asText());
                String project = lease.get("project").asText();
                open.merge(project, sign, Integer::sum);
                slots.merge(project, sign * lease.get("slot_count").asInt(), Integer::sum);
                assertThat(open.get(project)).isLessThanOrEqualTo(LEASES);
                assertThat(slots.get(project)).isLessThanOrEqualTo(SLOTS);
                if (slots.get(project) == SLOTS || open.get(project) == LEASES) {
                    reached.add(project);
                }
            }
            after = page.get("next_after").asLong();
        }
        assertThat(reached).as("otherwise nothing was tried").containsExactlyInAnyOrder("alpha", "beta");
    }

    private void everyChangeIsInTheAudit(String operator, List<JsonNode> leases) throws Exception {
        List<JsonNode> entries = new ArrayList<>();
        String next = "";
        while (true) {
            JsonNode page = json.readTree(
                    site.get("/v1/audit?limit=50" + next, operator).body());
            page.get("entries").forEach(entries::add);
            if (page.get("next_page_token").isNull()) {
                break;
            }
            next = "&page_token=" + page.get("next_page_token").asText();
        }
        assertThat(entries)
                .filteredOn(entry -> entry.get("action").asText().equals("create")
                        && entry.get("status").asInt() == 201)
                .extracting(entry ->
                        entry.get("who").asText() + " " + entry.get("target").asText())
                .containsExactlyInAnyOrderElementsOf(leases.stream()
                        .map(lease -> lease.get("owner").asText() + " "
                                + lease.get("id").asText())
                        .toList());
        assertThat(entries)
                .filteredOn(entry -> entry.get("status").asInt() >= 400)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.get("code").asText()).isNotEmpty())
                .allSatisfy(entry -> assertThat(entry.get("address").asText()).isEqualTo("127.0.0.1"));
    }

    private void noTokenIsOnDisk(List<String> tokens) throws Exception {
        try (Stream<Path> files = Files.walk(site.state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(tokens).noneMatch(bytes::contains);
                assertThat(bytes).doesNotContain(ApiSite.BOOTSTRAP);
            }
        }
    }

    private void nothingWasSeen(Submitter submitter) {
        String all = String.join("\n", submitter.told);
        assertThat(ids.get(submitter.other.name)).isNotEmpty().noneMatch(all::contains);
        assertThat(all).doesNotContain(submitter.other.name, "\"" + submitter.other.project + "\"");
        assertThat(ids.get(submitter.name)).allMatch(all::contains);
    }
}
