package org.vmpilot.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.Access;

/** {@code /metrics} over the real door, held against docs/metrics.md. */
class MetricsPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{([^}]*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final List<String> SUFFIXES = List.of("_total", "_bucket", "_count", "_sum", "_info", "_created");

    @TempDir
    private Path folder;

    private ApiSite site;
    private String monitor;

    @BeforeEach
    void open() throws Exception {
        site = new ApiSite(folder, Access.NONE);
        monitor = site.token("prometheus", Role.MONITOR, "default");
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** A family as it is served. */
    private record Family(String type, Set<String> labels) {}

    private String scrape() throws Exception {
        HttpResponse<String> answer = site.get("/metrics", monitor);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(answer.body()).endsWith("\n# EOF\n");
        return answer.body();
    }

    private static List<String> samples(String page) {
        return page.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** By the names of docs/metrics.md: a counter's and an info's with their endings. */
    private static Map<String, Family> families(String page) {
        Map<String, String> types = new TreeMap<>();
        page.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1))
                .forEach(words -> types.put(words[2], words[3]));
        Map<String, Family> families = new TreeMap<>();
        types.forEach((name, type) -> {
            String ending = type.equals("counter") ? "_total" : type.equals("info") ? "_info" : "";
            families.put(name + ending, new Family(type, new TreeSet<>()));
        });
        for (String line : samples(page)) {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            String name = families.containsKey(sample.group(1))
                    ? sample.group(1)
                    : SUFFIXES.stream()
                            .filter(sample.group(1)::endsWith)
                            .map(ending ->
                                    sample.group(1).substring(0, sample.group(1).length() - ending.length()))
                            .map(base -> families.containsKey(base) ? base : base + "_total")
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("of no family: " + line));
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                if (!label.group(1).equals("le")) {
                    families.get(name).labels().add(label.group(1));
                }
            }
        }
        return families;
    }

    private static Map<String, Family> page() throws Exception {
        Map<String, Family> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../../docs/metrics.md"))) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("| `") && cells.length == 7) {
                Set<String> labels =
                        new TreeSet<>(List.of(cells[3].replace("`", "").strip().split(", ")));
                labels.remove("");
                rows.put(cells[1].replace("`", "").strip(), new Family(cells[2].strip(), labels));
            }
        }
        return rows;
    }

    @Test
    void the_page_names_each_series_with_its_type_and_labels_and_no_other() throws Exception {
        assertThat(families(scrape())).isEqualTo(page());
    }

    @Test
    void each_family_says_what_it_means_and_its_unit_is_the_end_of_its_name() throws Exception {
        String text = scrape();
        List<String> names = text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        for (String name : names) {
            assertThat(text).containsPattern("# HELP " + name + " \\S+");
            boolean bytes = name.endsWith("_bytes");
            if (bytes || name.endsWith("_seconds")) {
                assertThat(text).contains("# UNIT " + name + (bytes ? " bytes\n" : " seconds\n"));
            }
        }
    }

    @Test
    void each_kind_of_alarm_that_the_api_has_is_a_series_from_the_start() throws Exception {
        String row = Files.readString(Path.of("../../docs/api.md"))
                .lines()
                .filter(line -> line.startsWith("| `GET /v1/status`"))
                .findFirst()
                .orElseThrow();
        String kinds = row.substring(row.indexOf('('), row.indexOf(';', row.indexOf('(')));

        assertThat(samples(scrape()).stream()
                        .filter(line -> line.startsWith("vmpilot_alarms{"))
                        .map(line -> line.split("\"", -1)[1]))
                .containsExactlyInAnyOrder(kinds.replaceAll("[(`]", "").split(", ", -1));
    }

    /** However much there is: states and codes are labels, names of anything are not. */
    @Test
    void series_are_as_many_with_leases_as_without_and_none_names_one() throws Exception {
        Set<String> before = series(scrape());
        String service = site.token("night-service", Role.SUBMITTER, "default");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String lease = site.create(service, 2, "key-" + i).body();
            ids.add(lease.replaceFirst("(?s).*?\"id\":\"(v[a-z0-9]+)\".*", "$1"));
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(value("vmpilot_leases_created_total")).isEqualTo(3));
        String text = scrape();

        assertThat(series(text)).isEqualTo(before).hasSizeLessThan(200);
        assertThat(ids).allSatisfy(id -> assertThat(text).doesNotContain(id));
        assertThat(text).doesNotContain("night-service", "node1", "default\"");
    }

    private static Set<String> series(String text) {
        Set<String> series = new HashSet<>();
        samples(text).forEach(line -> series.add(line.substring(0, line.lastIndexOf(' '))));
        return series;
    }

    private double value(String series) throws Exception {
        return samples(scrape()).stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_happens_is_counted_and_no_counter_goes_back() throws Exception {
        String service = site.token("night-service", Role.SUBMITTER, "default");
        Map<String, Double> last = counters(scrape());
        double audits = value("vmpilot_audit_entries_total");
        site.create(service, 1, "key");
        site.create(service, 10_000, "too-large");
        site.get("/v1/leases/vbbbbbbb", service);
        site.get("/nowhere", service);
        site.get("/v1/status", "nobody-knows-this-token");
        site.post("/v1/freeze", ApiSite.BOOTSTRAP, "{\"who\":\"root\"}");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value("vmpilot_frozen")).isEqualTo(1));
        assertThat(value("vmpilot_http_requests_total{kind=\"create\",status=\"2xx\"}"))
                .isEqualTo(1);
        assertThat(value("vmpilot_http_requests_total{kind=\"create\",status=\"4xx\"}"))
                .isEqualTo(1);
        assertThat(value("vmpilot_http_requests_total{kind=\"read\",status=\"4xx\"}"))
                .isEqualTo(1);
        assertThat(value("vmpilot_http_requests_total{kind=\"other\",status=\"4xx\"}"))
                .isEqualTo(2);
        assertThat(value("vmpilot_http_request_seconds_count{kind=\"create\"}")).isEqualTo(2);
        assertThat(value("vmpilot_api_problems_total{code=\"no_such_lease\"}")).isEqualTo(1);
        assertThat(value("vmpilot_api_problems_total{code=\"unauthorised\"}")).isEqualTo(1);
        assertThat(value("vmpilot_audit_entries_total")).isEqualTo(audits + 3);
        assertThat(value("vmpilot_store_commit_seconds_count")).isGreaterThanOrEqualTo(3);
        assertThat(value("vmpilot_lrm_up")).isEqualTo(1);
        assertThat(value("vmpilot_events_head")).isPositive();
        assertThat(value("vmpilot_store_size_bytes{file=\"database\"}")).isPositive();
        counters(scrape())
                .forEach((series, now) -> assertThat(now).as(series).isGreaterThanOrEqualTo(last.get(series)));
    }

    private static Map<String, Double> counters(String text) {
        Map<String, Double> counters = new TreeMap<>();
        samples(text).stream()
                .filter(line -> line.matches("[a-z_]+_(total|count|bucket|sum)[{ ].*"))
                .forEach(line -> counters.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ')))));
        return counters;
    }

    @Test
    void it_is_a_monitors_and_in_the_older_format_for_who_takes_no_other() throws Exception {
        String service = site.token("night-service", Role.SUBMITTER, "default");
        assertThat(site.get("/metrics", service).statusCode()).isEqualTo(403);
        assertThat(site.get("/metrics", "nobody-knows-this-token").statusCode()).isEqualTo(401);

        HttpResponse<String> old = site.http.send(
                site.call("/metrics", monitor).header("Accept", "text/plain").build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(old.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(old.body())
                .contains("# TYPE vmpilot_leases_created_total counter")
                .doesNotContain("# EOF");
    }
}
