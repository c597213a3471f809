package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.store.UsageSum;
import org.vmpilot.coordinator.store.UsageWanted;
import org.vmpilot.coordinator.store.UsageWanted.By;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.view.EventView;

/** What has been used is what the events say, whatever happens meanwhile; in virtual time. The judge reads events and the nodes alone. */
class UsedSiteTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final LocalDate BEGIN = LocalDate.ofInstant(World.BEGIN, ZoneOffset.UTC);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    private List<UsageSum> usage(By... by) {
        return site.reads()
                .usage(new UsageWanted(
                        BEGIN,
                        BEGIN.plusDays(400),
                        by.length == 0 ? EnumSet.noneOf(By.class) : EnumSet.copyOf(List.of(by)),
                        Optional.empty(),
                        Optional.empty(),
                        1000));
    }

    /** Node milliseconds by day, as the events tell it: CLAIMED to the first CERTIFICATE of each slot, minute by minute to the millisecond. */
    private Map<String, Long> judged(List<LeaseToken> leases, Map<String, Instant> looked) {
        Map<String, Long> days = new TreeMap<>();
        for (LeaseToken lease : leases) {
            Map<String, Instant> claimed = new HashMap<>();
            Set<String> over = new HashSet<>();
            for (EventView event : site.events(lease)) {
                if (event.slot() != null
                        && event.guest() == null
                        && event.event().equals("CLAIMED")) {
                    claimed.putIfAbsent(event.slot(), event.at());
                } else if (event.slot() != null && event.event().equals("CERTIFICATE") && over.add(event.slot())) {
                    part(days, claimed.get(event.slot()), event.at());
                }
            }
            claimed.keySet().removeAll(over);
            claimed.forEach((slot, at) -> {
                if (looked.containsKey(slot)) {
                    part(days, at, looked.get(slot));
                }
            });
        }
        return days;
    }

    private static void part(Map<String, Long> days, Instant begin, Instant end) {
        for (long at = begin.toEpochMilli(); at < end.toEpochMilli(); ) {
            long next = Math.min((at / 86_400_000 + 1) * 86_400_000, end.toEpochMilli());
            days.merge(
                    LocalDate.ofInstant(Instant.ofEpochMilli(at), ZoneOffset.UTC)
                            .toString(),
                    next - at,
                    Long::sum);
            at = next;
        }
    }

    private Map<String, Long> nodeTime() {
        Map<String, Long> days = new TreeMap<>();
        usage(By.DAY).stream().filter(sum -> sum.nodeMs() > 0).forEach(sum -> days.put(sum.day(), sum.nodeMs()));
        return days;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theSumsAreWhatTheEventsSayOverManyDaysAndKillsOfTheCoordinator(long seed) {
        site = new Site(folder, seed, 6);
        site.start();
        Random random = new Random(seed);
        site.behave(new Site.Behaviour() {
            @Override
            public String verdict(FakeAgent agent) {
                return random.nextInt(5) == 0 ? "dirty" : "clean";
            }

            @Override
            public boolean falls(FakeAgent agent) {
                return random.nextInt(8) == 0;
            }
        });
        List<LeaseToken> leases = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            leases.add(site.create(
                    Site.request(1 + random.nextInt(2), Duration.ofMinutes(1 + random.nextInt(1400))), "key" + i));
            site.world.runFor(Duration.ofMinutes(random.nextInt(900)));
            if (random.nextInt(3) == 0) {
                site.kill();
                site.world.runFor(Duration.ofMinutes(random.nextInt(30)));
                site.start();
                site.world.runFor(Duration.ofSeconds(10));
            }
        }
        site.world.runFor(Duration.ofDays(3));

        assertThat(nodeTime()).isEqualTo(judged(leases, Map.of())).isNotEmpty();
        assertThat(usage()).singleElement().satisfies(all -> {
            assertThat(all.nodeMs())
                    .isEqualTo(nodeTime().values().stream().mapToLong(ms -> ms).sum());
            assertThat(all.guestMs()).isPositive().isLessThan(all.nodeMs() * 2);
        });
    }

    @Test
    void sumsStayWhenLeasesAreForgotten() {
        site = new Site(folder, 1, 2);
        site.start();
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        List<UsageSum> before = usage(By.DAY, By.PROJECT, By.OWNER, By.ACCOUNT);

        site.world.runFor(Duration.ofDays(100));

        assertThat(site.events(token)).as("it is forgotten").hasSizeLessThan(3);
        assertThat(usage(By.DAY, By.PROJECT, By.OWNER, By.ACCOUNT))
                .isEqualTo(before)
                .hasSize(1);
        assertThat(before.get(0)).satisfies(sum -> {
            assertThat(sum.slots()).isEqualTo(1);
            assertThat(sum.nodeMs()).isGreaterThanOrEqualTo(HOUR.toMillis());
            assertThat(sum.guestMs())
                    .isGreaterThanOrEqualTo(HOUR.toMillis() * 2)
                    .isLessThanOrEqualTo(sum.nodeMs() * 2);
        });
    }

    private static final Site.Behaviour SILENT = new Site.Behaviour() {
        @Override
        public boolean certifies(FakeAgent agent) {
            return false;
        }
    };

    private LeaseToken leaseOfWhichNoCertificateComes() {
        site = new Site(folder, 1, 2);
        site.start();
        site.behave(SILENT);
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
        site.world.runFor(Duration.ofMinutes(10));
        site.lrm.end(site.all.get(0).job);
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(10)))
                .isTrue();
        return token;
    }

    @Test
    void aNodeThatNeverCameBackCountsUntilAPersonHasLookedAtItAndOnce() {
        LeaseToken token = leaseOfWhichNoCertificateComes();
        String slot = site.all.get(0).slot.text();
        site.world.runFor(Duration.ofHours(5));
        assertThat(usage()).isEmpty();

        Instant looked = site.world.instant();
        var unused = site.nodes().resuming("node1", "root", Optional.of("it was installed anew"));
        site.world.runFor(Duration.ofSeconds(1));

        assertThat(nodeTime()).isEqualTo(judged(List.of(token), Map.of(slot, looked)));
        FakeAgent agent = site.all.get(0);
        agent.deliver(agent.certificate("clean", Notice.LEASE_ENDED, 1));
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(usage())
                .singleElement()
                .satisfies(all -> assertThat(all.slots()).isEqualTo(1));
        assertThat(nodeTime().values().stream().mapToLong(ms -> ms).sum())
                .isLessThan(Duration.ofHours(8).toMillis());
    }

    @Test
    void aCertificateThatComesAfterAllEndsIt() {
        LeaseToken token = leaseOfWhichNoCertificateComes();
        site.world.runFor(Duration.ofHours(5));
        FakeAgent agent = site.all.get(0);
        agent.deliver(agent.certificate("clean", Notice.LEASE_ENDED, 1));
        site.world.runFor(Duration.ofMinutes(1));

        assertThat(nodeTime()).isEqualTo(judged(List.of(token), Map.of())).isNotEmpty();
    }
}
