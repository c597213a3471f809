package org.vmpilot.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.LeaseState;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/** Leases from end to end in virtual time, on a real store. */
class LifeOfALeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, 4);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void runTo(LeaseToken lease, LeaseState state) {
        assertThat(site.world.runUntil(() -> site.is(lease, state), HOUR.multipliedBy(3)))
                .as(
                        "%s, jobs %s",
                        site.lease(lease),
                        site.lrm.jobs.values().stream()
                                .map(FakeLrm.FakeJob::view)
                                .toList())
                .isTrue();
    }

    @Test
    void aLeaseOfOneSlotGetsItsGoWithTheOrderAndEndsByItsDuration() {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        runTo(token, LeaseState.ENDED);
        Lease lease = site.lease(token);
        assertThat(lease.notice()).contains(Notice.LEASE_ENDED);
        assertThat(lease.current()).extracting(Slot::verdict).allMatch(verdict -> verdict.get() == Verdict.CLEAN);
        assertThat(lease.endedAt().get()).isAfterOrEqualTo(lease.goAt().get().plus(HOUR));
        assertThat(site.lrm.submitted).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(token + "a1.1");
            assertThat(request.command()).containsExactly("/usr/lib/vmpilot/pilot-job", token + "a1.1");
            assertThat(request.walltime()).isEqualTo(HOUR.plusSeconds(60 + 50));
        });
    }

    @Test
    void aLeaseOfThreeSlotsIsOneArrayAndGetsGoWhenAllAreReady() {
        LeaseToken token = site.create(Site.request(3, HOUR), "key");
        runTo(token, LeaseState.ACTIVE);
        assertThat(site.lrm.submitted).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(token + "a1");
            assertThat(request.tasks()).isEqualTo(3);
        });
        site.world.runFor(Duration.ofSeconds(30));
        assertThat(site.all).hasSize(3).allMatch(agent -> agent.liveAt.isPresent());
        runTo(token, LeaseState.ENDED);
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lrm.jobs.values()).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.lease(token).settled()).isTrue();
    }
}
