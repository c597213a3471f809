package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;

/**
 * conf/alerts.yml judged by Debian's promtool: real faults in virtual time, each minute the real page of {@code /metrics}, and Prometheus' own evaluation of the
 * rules over it. Played where promtool is ({@code scripts/test e2e} fetches it).
 */
@Tag("e2e")
class AlertRulesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Path RULES =
            Path.of("../../conf/alerts.yml").toAbsolutePath().normalize();
    private static final String PROMTOOL = System.getProperty("vmpilot.promtool", "");
    private static final long PATIENCE = 60L * Integer.getInteger("vmpilot.patience", 1);

    @TempDir
    private Path folder;

    private final Recorded recorded = new Recorded();
    private Site site;

    @BeforeEach
    void open() {
        assumeTrue(
                !PROMTOOL.isEmpty(),
                "promtool is not here: -Dvmpilot.promtool=PATH names it, scripts/test e2e fetches it");
        site = new Site(folder.resolve("site"), 1, 3);
        site.watch();
        site.start();
    }

    @AfterEach
    void close() {
        if (site != null) {
            site.close();
        }
    }

    /** So many minutes pass. */
    private void watch(int minutes) {
        for (int i = 0; i < minutes; i++) {
            site.world.runFor(MINUTE);
            recorded.scrape(site.metrics().page(false).text());
        }
    }

    private String promtool(String... words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(List.of(PROMTOOL));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(folder.resolve("in").toFile())
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private String promtoolWith(String in, String... words) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("in"), in);
        return promtool(words);
    }

    private void judge() throws IOException, InterruptedException {
        Path test = folder.resolve("test.yml");
        Files.writeString(test, recorded.test(RULES.toString()));
        assertThat(promtoolWith("", "test", "rules", test.toString())).contains("SUCCESS");
    }

    @Test
    void rules_and_the_page_are_good() throws Exception {
        assertThat(promtoolWith("", "check", "rules", RULES.toString())).contains("SUCCESS");
        site.create(Site.request(2, Duration.ofHours(1)), "key");
        site.world.runFor(Duration.ofMinutes(2));
        assertThat(promtoolWith(site.metrics().page(false).text(), "check", "metrics"))
                .isEmpty();
    }

    @Test
    void each_rule_says_what_it_is_and_what_to_do_and_stands_on_the_page() throws Exception {
        String rules = Files.readString(RULES);
        String page = Files.readString(Path.of("../../docs/metrics.md"));
        Set<String> names = new TreeSet<>();
        for (String rule : rules.split("- alert: ", -1)) {
            if (rule.startsWith("Vmpilot")) {
                names.add(rule.lines().findFirst().orElseThrow());
                assertThat(rule).contains("severity: ", "summary: ", "action: ");
            }
        }
        Set<String> onPage = new TreeSet<>(Set.of("VmpilotDown"));
        Matcher name = Pattern.compile("`(Vmpilot[A-Za-z]+)`").matcher(page);
        while (name.find()) {
            onPage.add(name.group(1));
        }
        assertThat(onPage).isEqualTo(names);
    }

    @Test
    void what_no_test_can_make_happen_fires_and_clears_too() throws Exception {
        Path test = folder.resolve("fixed.yml");
        try (var in = AlertRulesTest.class.getResourceAsStream("/alerts-test.yml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(test, text.replace("RULES", RULES.toString()));
        }
        assertThat(promtoolWith("", "test", "rules", test.toString())).contains("SUCCESS");
    }

    @Test
    void an_lrm_that_cannot_be_asked() throws Exception {
        site.create(Site.withProperty(Site.request(1, Duration.ofHours(5)), "none"), "key");
        watch(5);
        recorded.expect();
        site.lrm.fault("snapshot", LrmException.Kind.UNREACHABLE, "no answer");
        watch(20);
        recorded.expect("VmpilotLrmCannotBeAsked");
        site.lrm.heal();
        watch(20);
        recorded.expect();
        judge();
    }

    @Test
    void a_dirty_node_until_it_is_clean() throws Exception {
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return "dirty";
            }
        });
        LeaseToken token = site.create(Site.request(1, Duration.ofMinutes(3)), "key");
        watch(10);
        assertThat(site.is(token, LeaseState.ENDED)).isTrue();
        recorded.expect();
        watch(35);
        recorded.expect("VmpilotNodeDirty");
        FakeAgent agent = site.all.get(0);
        agent.certified = false;
        agent.deliver(agent.certificate("clean", Notice.LEASE_ENDED, 2));
        watch(2);
        recorded.expect();
        judge();
    }

    @Test
    void a_node_whose_drain_the_lrm_does_not_take() throws Exception {
        site.lrm.fault("drain", LrmException.Kind.DENIED, "not a manager");
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return "dirty";
            }
        });
        site.create(Site.request(1, Duration.ofMinutes(3)), "key");
        watch(20);
        recorded.expect("VmpilotDrainOverdue");
        site.lrm.heal();
        watch(10);
        recorded.expect();
        judge();
    }

    @Test
    void a_freeze_of_more_than_an_hour() throws Exception {
        var unused = site.freezes().freezing("root", "fire in the rack");
        watch(59);
        recorded.expect();
        watch(5);
        recorded.expect("VmpilotFrozen");
        var thawed = site.freezes().thawing("root");
        watch(1);
        assertThat(thawed).isCompleted();
        recorded.expect();
        judge();
    }

    @Test
    void an_agent_that_is_silent_and_a_node_that_never_certifies() throws Exception {
        site.behave(new Site.Behaviour() {
            @Override
            public boolean certifies(FakeAgent agent) {
                return false;
            }
        });
        site.create(Site.request(1, Duration.ofMinutes(5)), "key");
        watch(5);
        recorded.expect();
        watch(8);
        recorded.expect("VmpilotAgentsSilent");
        site.lrm.end(site.all.get(0).job);
        watch(10);
        recorded.expect("VmpilotCertificateMissing");
        var looked = site.nodes().resuming("node1", "root", Optional.of("installed anew"));
        watch(30);
        assertThat(looked).isCompleted();
        recorded.expect();
        judge();
    }
}
