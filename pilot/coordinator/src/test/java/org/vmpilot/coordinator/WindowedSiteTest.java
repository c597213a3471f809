package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.config.MaintenanceWindow;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.nodes.NodeSet;

/** Maintenance windows of a site, in virtual time, on a real store; it begins at midnight. */
class WindowedSiteTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofHours(3);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    /** Each day from 17:00 to 20:00. */
    private static MaintenanceWindow daily(Scope scope) {
        return new MaintenanceWindow("daily", "0 0 17 * * ?", WINDOW, ZoneOffset.UTC, scope, "backup");
    }

    private void open(int nodes, boolean gang, Scope scope) {
        site = Site.with(folder, nodes, gang, daily(scope));
        site.start();
    }

    private void runUntil(String clock) {
        site.world.runFor(Duration.between(site.world.instant(), Instant.parse("2026-01-01T" + clock + "Z")));
    }

    private LeaseToken lease(int slots, Duration duration, String key) {
        return site.create(Site.request(slots, duration), key);
    }

    private boolean becomes(LeaseToken token, LeaseState state, Duration within) {
        return site.world.runUntil(() -> site.is(token, state), within);
    }

    private String reason(LeaseToken token) {
        return site.leases().get(token.text()).orElseThrow().reason();
    }

    @Test
    void whatWouldEndInsideWaitsAndWhatIsShortEnoughGoesBeforeIt() {
        open(3, false, Scope.ALL);
        runUntil("15:30:00");
        LeaseToken too = lease(2, Duration.ofHours(2), "long");
        LeaseToken fits = lease(2, HOUR, "short");
        assertThat(becomes(fits, LeaseState.ACTIVE, MINUTE.multipliedBy(5))).isTrue();
        assertThat(reason(too))
                .startsWith("waits: window daily (everything: backup) begins 2026-01-01T17:00:00Z; needs 2h")
                .endsWith("; would start after 2026-01-01T20:00:00Z");
        assertThat(site.leases().status().windows()).singleElement().satisfies(window -> {
            assertThat(window.open()).isFalse();
            assertThat(window.endsAt()).isEqualTo(Instant.parse("2026-01-01T20:00:00Z"));
        });
        runUntil("18:00:00");
        assertThat(site.all).hasSize(2).allMatch(agent -> agent.ended);
        assertThat(reason(too)).contains("is until 2026-01-01T20:00:00Z");
        assertThat(site.leases().status().windows()).allMatch(window -> window.open());
        LeaseToken inside = lease(1, MINUTE, "inside");
        runUntil("19:59:00");
        assertThat(site.lease(inside).state()).isEqualTo(LeaseState.WAITING);
        assertThat(becomes(too, LeaseState.ACTIVE, MINUTE.multipliedBy(5))).isTrue();
        assertThat(becomes(inside, LeaseState.ACTIVE, MINUTE.multipliedBy(5))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJobThatStartsTooLateIsDeclinedWithoutCost(boolean gang) {
        open(2, gang, Scope.ALL);
        site.lrm.closed = true;
        runUntil("12:00:00");
        LeaseToken token = lease(gang ? 2 : 1, Duration.ofHours(2), "key");
        runUntil("16:00:00");
        assertThat(site.lrm.submitted).hasSize(1);
        site.lrm.open();
        assertThat(becomes(token, LeaseState.WAITING, HOUR)).isTrue();
        Lease lease = site.lease(token);
        assertThat(lease.slots().get(0).reasonCode()).contains(ReasonCode.WINDOW);
        runUntil("19:58:00");
        assertThat(site.all).allMatch(agent -> agent.liveAt.isEmpty() && agent.ended);
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).isTrue();
        assertThat(site.lease(token).attempt()).isEqualTo(2);
        assertThat(site.events(token)).extracting(event -> event.event()).doesNotContain("IMPOSSIBLE");
    }

    @Test
    void aWindowOfNodesLeavesTheOthers() {
        open(2, false, Scope.nodes(NodeSet.of(List.of("node1"))));
        runUntil("17:30:00");
        LeaseToken token = lease(1, Duration.ofHours(2), "key");
        assertThat(becomes(token, LeaseState.ACTIVE, HOUR)).isTrue();
        assertThat(site.lease(token).current().get(0).node()).contains("node2");
        assertThat(site.leases().node("node1").orElseThrow().held()).contains("window daily until");
        assertThat(site.leases().node("node2").orElseThrow().held()).isNull();
    }

    @Test
    void overSomeDaysNoPilotIsThereInAnyWindowAndEverybodyHasHisTurn() {
        for (int seed = 1; seed <= 2; seed++) {
            // Separate jobs would give each other up for want of nodes, windows or none.
            boolean gangs = seed % 2 == 0;
            try (Site one = Site.with(folder.resolve("s" + seed), 4, gangs, daily(Scope.ALL))) {
                one.start();
                Random random = new Random(seed);
                List<LeaseToken> leases = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    one.world.runFor(Duration.ofMinutes(random.nextInt(240)));
                    one.lrm.closed = random.nextInt(5) == 0;
                    if (!one.lrm.closed) {
                        one.lrm.open();
                    }
                    Duration duration = Duration.ofMinutes(1 + random.nextInt(600));
                    leases.add(one.create(Site.request(gangs ? 1 + random.nextInt(3) : 1, duration), "key" + i));
                }
                one.lrm.open();
                one.world.runUntil(
                        () -> leases.stream().allMatch(token -> one.is(token, LeaseState.ENDED)), Duration.ofDays(20));
                assertThat(leases)
                        .as("seed " + seed)
                        .allSatisfy(token -> assertThat(one.list())
                                .filteredOn(view -> view.id().equals(token.text()))
                                .singleElement()
                                .satisfies(view -> assertThat(view.result())
                                        .as(view.reason())
                                        .isEqualTo("SUCCEEDED")));
                assertThat(one.all)
                        .filteredOn(agent -> agent.liveAt.isPresent())
                        .hasSizeGreaterThanOrEqualTo(10)
                        .allSatisfy(agent -> outside(agent.liveAt.get(), agent.goneAt.orElseThrow()));
            }
        }
        site = new Site(folder.resolve("last"), 1, 1);
    }

    private static void outside(Instant from, Instant to) {
        for (Instant day = from.truncatedTo(ChronoUnit.DAYS); day.isBefore(to); day = day.plus(1, ChronoUnit.DAYS)) {
            Instant begin = day.plus(17, ChronoUnit.HOURS);
            assertThat(from.isBefore(begin.plus(WINDOW)) && to.isAfter(begin))
                    .as("from " + from + " to " + to)
                    .isFalse();
        }
    }
}
