package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.offers.StartTimes;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TimePoint;

/** Leases that begin later, or not at all. */
class StartTimesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site;

    @BeforeEach
    void start() {
        site = new Site(folder, 1, 4);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static LeaseRequest request(int slots, Duration notBefore, Duration startBy) {
        LeaseRequest plain = Site.request(slots, HOUR);
        return plain.withTimes(
                new LeaseTimes(HOUR.multipliedBy(3), after(startBy), after(notBefore), Optional.empty()));
    }

    private static Optional<TimePoint> after(Duration duration) {
        return Optional.ofNullable(duration).map(TimePoint.After::new);
    }

    private Lease made(LeaseRequest request) {
        return site.lease(site.create(request, "key"));
    }

    @Test
    void the_walltime_is_asked_for_the_longest() {
        LeaseToken token = site.create(request(1, null, null), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);

        assertThat(site.lrm.submitted.get(0).walltime()).isEqualTo(Site.TIMING.walltime(HOUR.multipliedBy(3), 1));
        assertThat(site.lease(token).endsAt())
                .contains(site.lease(token).goAt().orElseThrow().plus(HOUR));
    }

    @Test
    void an_lrm_that_knows_start_times_is_given_the_job_at_once() {
        site.lrm.startsLater = true;
        Lease lease = made(request(1, HOUR, null));
        Instant begin = lease.createdAt().plus(HOUR);
        site.world.runFor(Duration.ofMinutes(30));

        assertThat(site.lrm.submitted).extracting(JobRequest::notBefore).containsExactly(Optional.of(begin));
        assertThat(site.is(lease.token(), LeaseState.ASSEMBLING)).isTrue();
        site.world.runUntil(() -> site.is(lease.token(), LeaseState.ACTIVE), HOUR);
        assertThat(site.lease(lease.token()).goAt().orElseThrow()).isAfterOrEqualTo(begin);
    }

    @Test
    void for_one_that_does_not_the_coordinator_waits_also_over_a_restart() {
        Lease lease = made(request(1, HOUR, null));
        assertThat(lease.reasonCode()).contains(ReasonCode.WAITING_FOR_START);
        site.world.runFor(Duration.ofMinutes(30));
        site.kill();
        site.start();
        site.world.runFor(Duration.ofMinutes(29));
        assertThat(site.lrm.submitted).isEmpty();

        site.world.runFor(Duration.ofMinutes(2));
        assertThat(site.lrm.submitted).extracting(JobRequest::notBefore).containsExactly(Optional.empty());
        assertThat(site.is(lease.token(), LeaseState.ACTIVE)).isTrue();
    }

    @Test
    void separate_jobs_of_a_lease_wait_here_as_they_would_hold_up_others() {
        site.lrm.startsLater = true;
        Lease later = made(request(2, HOUR, null));
        LeaseToken other = site.create(Site.request(2, HOUR), "other");

        site.world.runUntil(() -> site.is(other, LeaseState.ACTIVE), Duration.ofMinutes(5));
        assertThat(site.is(other, LeaseState.ACTIVE)).isTrue();
        assertThat(site.is(later.token(), LeaseState.WAITING)).isTrue();
    }

    @Test
    void patience_counts_from_the_start_that_was_asked_for() {
        site.lrm.startsLater = true;
        Lease lease = made(request(1, HOUR.multipliedBy(5), null));
        site.world.runFor(HOUR.multipliedBy(4));

        assertThat(site.rooms().leases().status().alarms()).isEmpty();
        assertThat(site.lrm.asked).isEqualTo(1);
        assertThat(site.lease(lease.token()).attempt()).isEqualTo(1);
    }

    @Test
    void what_has_not_begun_by_its_start_by_is_over_and_holds_nothing() {
        site.lrm.closed = true;
        Lease lease = made(request(1, null, Duration.ofMinutes(10)));
        site.world.runFor(Duration.ofMinutes(10).minus(SECOND));
        assertThat(site.is(lease.token(), LeaseState.ASSEMBLING)).isTrue();
        site.world.runFor(Duration.ofMinutes(1));

        Lease over = site.lease(lease.token());
        assertThat(over.state()).isEqualTo(LeaseState.ENDED);
        assertThat(over.reasonCode()).contains(ReasonCode.START_BY_PASSED);
        assertThat(over.resultOfEnd()).contains(Result.FAILED);
        assertThat(site.lrm.cancelled).hasSize(1);
    }

    @Test
    void one_that_has_begun_does_not_care() {
        Lease lease = made(request(1, null, Duration.ofMinutes(10)));
        site.world.runFor(Duration.ofMinutes(30));

        assertThat(site.is(lease.token(), LeaseState.ACTIVE)).isTrue();
    }

    @Test
    void a_start_by_that_passes_while_nobody_can_look_gives_no_guest() {
        site.lrm.closed = true;
        Lease lease = made(request(1, null, Duration.ofMinutes(10)));
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.fault("all", LrmException.Kind.UNREACHABLE, "down");
        site.kill();
        site.world.runFor(Duration.ofMinutes(20));
        site.start();
        site.lrm.open();
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.heal();
        site.world.runFor(Duration.ofMinutes(30));

        assertThat(site.lease(lease.token()).state()).isEqualTo(LeaseState.ENDED);
        assertThat(site.all).allSatisfy(agent -> assertThat(agent.liveAt).isEmpty());
        assertThat(site.lrm.jobs.values())
                .allSatisfy(job -> assertThat(job.state).isEqualTo(Job.State.ENDED));
    }

    @Test
    void one_that_waits_for_its_start_is_over_as_well() {
        Lease lease = made(request(1, HOUR, HOUR.plus(SECOND)));
        site.lrm.fault("submit", LrmException.Kind.UNREACHABLE, "down");
        site.world.runFor(HOUR.plusMinutes(10));

        assertThat(site.lease(lease.token()).reasonCode()).contains(ReasonCode.START_BY_PASSED);
        assertThat(site.lrm.submitted).isEmpty();
    }

    @Test
    void times_that_cannot_be_are_refused_by_field() {
        Instant now = Instant.parse("2026-01-01T12:00:00Z");
        LeaseRequest passed = Site.request(1, HOUR)
                .withTimes(
                        new LeaseTimes(HOUR, Optional.of(new TimePoint.At(now)), Optional.empty(), Optional.empty()));

        assertThat(StartTimes.objections(passed, now)).containsOnlyKeys("start_by");
        assertThat(StartTimes.objections(request(1, HOUR, HOUR), now)).containsOnlyKeys("start_by");
        assertThat(StartTimes.objections(request(1, Duration.ofDays(400), null), now))
                .containsOnlyKeys("not_before");
        assertThat(StartTimes.objections(request(1, HOUR, HOUR.plus(SECOND)), now))
                .isEmpty();
    }

    @Test
    void limits_count_the_longest() {
        LeaseRequest tooLong = Site.request(1, HOUR)
                .withTimes(new LeaseTimes(Duration.ofDays(2), Optional.empty(), Optional.empty(), Optional.empty()));

        var asked = site.leases().make(tooLong, Optional.empty());
        site.world.runFor(SECOND);
        assertThatThrownBy(asked::join).hasMessageContaining("longest");
    }
}
