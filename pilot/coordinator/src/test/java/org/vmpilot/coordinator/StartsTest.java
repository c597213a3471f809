package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.protocol.LeaseToken;

/** Leases wait for their turn at a slow LRM: of those nothing is asked, and a coordinator that is killed has nothing to search for. In virtual time. */
class StartsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SLOW = Duration.ofMinutes(1);
    private static final int LEASES = 30;
    private static final int AT_ONCE = 3;

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;
    private List<LeaseToken> leases;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, LEASES);
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        site.slowSubmits = SLOW;
        leases = new ArrayList<>();
        for (int i = 0; i < LEASES; i++) {
            leases.add(site.create(Site.request(1, HOUR), "key" + i));
            site.world.runFor(Duration.ofMillis(1));
        }
    }

    @AfterEach
    void close() {
        site.close();
    }

    private long in(LeaseState state) {
        return leases.stream().filter(lease -> site.is(lease, state)).count();
    }

    @Test
    void noMoreAreStartedThanCanBeSubmittedAtOnce() {
        assertThat(in(LeaseState.ASSEMBLING)).isEqualTo(AT_ONCE);
        assertThat(in(LeaseState.WAITING)).isEqualTo(LEASES - AT_ONCE);
        assertThat(site.world.runUntil(() -> in(LeaseState.ACTIVE) == LEASES, SLOW.multipliedBy(LEASES)))
                .isTrue();
        List<String> submitted = site.lrm.submitted.stream()
                .map(request -> request.name().substring(0, 8))
                .toList();
        assertThat(leases)
                .as("in the order in which they were made, but for those that are asked for at once")
                .allMatch(lease -> Math.abs(submitted.indexOf(lease.text()) - leases.indexOf(lease)) < AT_ONCE);
    }

    @Test
    void aKilledCoordinatorSearchesOnlyForWhatItWasAskingFor() {
        site.kill();
        site.slowSubmits = Duration.ZERO;
        site.start();
        assertThat(site.world.runUntil(() -> in(LeaseState.ACTIVE) == LEASES, HOUR))
                .isTrue();
        assertThat(site.lrm.searches).hasSize(2 * AT_ONCE);
        assertThat(leases.stream().filter(lease -> site.lease(lease).attempt() > 1))
                .as("those whose submit may have left")
                .hasSize(AT_ONCE);
    }

    /** It ends before anybody was asked for it. */
    @Test
    void oneThatEndsWhileItWaitsIsNeverSubmitted() {
        LeaseToken last = leases.get(LEASES - 1);
        site.end(last);
        assertThat(site.is(last, LeaseState.ENDED)).isTrue();
        assertThat(site.lease(last).current()).allMatch(slot -> slot.state() == SlotState.ENDED);
        site.world.runFor(SLOW.multipliedBy(LEASES));
        assertThat(site.lrm.submitted).hasSize(LEASES - 1);
    }

    /** A limit that passes is one of a queue: who waits for it does not stand before the leases of others. */
    @Test
    void aFullQueueKeepsNobodyElseWaiting() {
        site.lrm.fullQueue = Optional.of("work");
        site.world.runFor(SLOW.multipliedBy(3));
        LeaseToken other = site.create(Site.inQueue(Site.request(1, HOUR), "other"), "other");
        assertThat(site.world.runUntil(() -> site.is(other, LeaseState.ACTIVE), Duration.ofMinutes(10)))
                .isTrue();
        assertThat(in(LeaseState.ACTIVE)).isZero();
        assertThat(site.leases().status().lrmAnswers()).isTrue();
        site.slowSubmits = Duration.ZERO;
        int before = site.lrm.asked;
        site.world.runFor(HOUR);
        assertThat(site.lrm.asked - before).as("ever more rarely").isLessThan(30);
        site.lrm.fullQueue = Optional.empty();
        assertThat(site.world.runUntil(() -> in(LeaseState.ACTIVE) == LEASES, HOUR))
                .isTrue();
        assertThat(leases).allMatch(lease -> site.lease(lease).attempt() == 1);
    }
}
