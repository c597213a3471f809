package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.service.ChangeRefused;
import org.vmpilot.coordinator.service.LeaseChange;
import org.vmpilot.coordinator.service.LeaseQuery;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.view.EventView;

/** The end of a lease is moved, and its labels are changed. */
class MovedEndTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

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

    private static LeaseRequest request(int slots) {
        return Site.request(slots, HOUR)
                .withTimes(new LeaseTimes(
                        HOUR.multipliedBy(3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(MINUTE.multipliedBy(10))));
    }

    private LeaseToken active(int slots) {
        LeaseToken token = site.create(request(slots), "key" + slots);
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.world.runFor(MINUTE);
        return token;
    }

    private static LeaseChange lasting(int version, Duration duration) {
        return new LeaseChange(Optional.of(version), Optional.empty(), Optional.of(duration), Optional.empty());
    }

    /** The failure, or null. */
    private Throwable change(LeaseToken token, LeaseChange change) {
        var asked = site.leases().as(Caller.admin("somebody", "")).change(token.text(), change);
        site.world.runFor(Duration.ofSeconds(1));
        Throwable failure = catchThrowable(asked::join);
        return failure == null ? null : failure.getCause();
    }

    private Instant goneAt() {
        return site.all.get(0).goneAt.orElseThrow();
    }

    private Duration lived(LeaseToken token) {
        return Duration.between(site.lease(token).goAt().orElseThrow(), goneAt());
    }

    @Test
    void a_later_end_is_told_and_taken_and_the_lease_ends_then() {
        LeaseToken token = active(1);
        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();
        site.world.runFor(Duration.ofSeconds(5));
        assertThat(site.lease(token).endConfirmed()).isTrue();
        assertThat(site.lease(token).terms().version()).isEqualTo(2);
        site.world.runFor(HOUR.multipliedBy(3));

        assertThat(lived(token))
                .isBetween(HOUR.multipliedBy(2), HOUR.multipliedBy(2).plusSeconds(4));
        assertThat(site.lease(token).resultOfEnd()).contains(Result.SUCCEEDED);
    }

    @Test
    void a_sooner_one_as_well_on_every_node_of_the_lease() {
        LeaseToken token = active(2);
        Instant end = site.lease(token).goAt().orElseThrow().plus(MINUTE.multipliedBy(20));
        assertThat(change(token, new LeaseChange(Optional.of(1), Optional.of(end), Optional.empty(), Optional.empty())))
                .isNull();
        site.world.runFor(HOUR.multipliedBy(2));

        assertThat(site.lease(token).resultOfEnd()).contains(Result.SUCCEEDED);
        assertThat(site.all)
                .hasSize(2)
                .allSatisfy(agent -> assertThat(agent.goneAt.orElseThrow()).isBetween(end, end.plusSeconds(4)));
    }

    @Test
    void an_instruction_is_done_once_also_when_the_coordinator_is_killed_before_it_hears_of_it() {
        LeaseToken token = active(1);
        site.all.get(0).deaf = true;
        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();
        assertThat(site.lease(token).endConfirmed()).isFalse();
        site.kill();
        site.world.runFor(MINUTE);
        site.start();
        site.all.get(0).deaf = false;
        site.world.runFor(MINUTE.multipliedBy(5));

        assertThat(site.all.get(0).log.stream().filter("NEW_END 1"::equals)).hasSize(1);
        assertThat(site.lease(token).endConfirmed()).isTrue();
        site.world.runFor(HOUR.multipliedBy(3));
        assertThat(lived(token)).isGreaterThanOrEqualTo(HOUR.multipliedBy(2));
    }

    @Test
    void several_changes_leave_the_last_one() {
        LeaseToken token = active(1);
        assertThat(change(token, lasting(1, HOUR.multipliedBy(3)))).isNull();
        assertThat(change(token, lasting(2, MINUTE.multipliedBy(30)))).isNull();
        assertThat(change(token, lasting(3, MINUTE.multipliedBy(45)))).isNull();
        site.world.runFor(HOUR.multipliedBy(3));

        assertThat(lived(token))
                .isBetween(MINUTE.multipliedBy(45), MINUTE.multipliedBy(45).plusSeconds(4));
    }

    @Test
    void before_its_go_the_order_has_the_new_duration() {
        site.lrm.closed = true;
        LeaseToken token = site.create(request(1), "key");
        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();
        site.lrm.open();
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);

        assertThat(site.all.get(0).order.orElseThrow().duration()).isEqualTo(HOUR.multipliedBy(2));
        assertThat(site.lease(token).endConfirmed()).isTrue();
    }

    @Test
    void who_saw_another_version_changes_nothing_and_learns_what_it_is() {
        LeaseToken token = active(1);
        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();

        assertThat(change(token, lasting(1, HOUR.multipliedBy(3))))
                .isInstanceOfSatisfying(ChangeRefused.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(ChangeRefused.Kind.CHANGED_MEANWHILE);
                    assertThat(refusal.version()).isEqualTo(2);
                    assertThat(refusal.endsAt()).isEqualTo(site.lease(token).endsAt());
                });
        assertThat(site.lease(token).terms().duration()).isEqualTo(HOUR.multipliedBy(2));
    }

    @Test
    void nothing_goes_beyond_the_longest_or_into_the_past_or_moves_what_is_over() {
        LeaseToken token = active(1);
        assertThat(kind(change(token, lasting(1, HOUR.multipliedBy(3).plusSeconds(1)))))
                .isEqualTo(ChangeRefused.Kind.END_REFUSED);
        assertThat(kind(change(token, lasting(1, Duration.ofSeconds(1))))).isEqualTo(ChangeRefused.Kind.END_REFUSED);
        site.end(token);
        assertThat(kind(change(token, lasting(1, HOUR.multipliedBy(2))))).isEqualTo(ChangeRefused.Kind.LEASE_OVER);
    }

    private static ChangeRefused.Kind kind(Throwable failure) {
        return ((ChangeRefused) failure).kind();
    }

    @Test
    void an_agent_that_takes_no_instructions_keeps_its_end() {
        site.behave(new Site.Behaviour() {
            @Override
            public boolean claims(FakeAgent agent) {
                agent.peer = Peer.FIRST;
                return true;
            }
        });
        LeaseToken token = active(1);

        assertThat(kind(change(token, lasting(1, HOUR.multipliedBy(2))))).isEqualTo(ChangeRefused.Kind.AGENT_TOO_OLD);
        assertThat(kind(change(token, lasting(1, MINUTE.multipliedBy(20)))))
                .isEqualTo(ChangeRefused.Kind.AGENT_TOO_OLD);
    }

    @Test
    void labels_are_changed_alone_and_the_lease_is_found_by_them_over_a_restart() {
        LeaseToken token = active(1);
        LeaseChange labels = new LeaseChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Map.of("team", "night")));
        assertThat(change(token, labels)).isNull();
        site.kill();
        site.start();
        site.world.runFor(Duration.ofSeconds(1));

        Lease lease = site.lease(token);
        assertThat(lease.terms().labels()).containsEntry("team", "night");
        assertThat(lease.terms().version()).isEqualTo(2);
        assertThat(lease.request().labels()).isEmpty();
        assertThat(site.leases().get(token.text()).orElseThrow().labels()).containsEntry("team", "night");
        assertThat(site.leases().list(LeaseQuery.open(10)).items().get(0).labels())
                .containsEntry("team", "night");
    }

    @Test
    void an_event_tells_of_the_end_in_advance_and_again_of_another_one() {
        LeaseToken token = active(1);
        Instant first = site.lease(token).endsAt().orElseThrow();
        site.world.runFor(Duration.between(site.world.instant(), first.minus(MINUTE.multipliedBy(10)))
                .minusSeconds(1));
        assertThat(notices(token)).isEmpty();
        site.world.runFor(Duration.ofSeconds(2));
        assertThat(notices(token)).extracting(EventView::endsAt).containsExactly(first);

        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();
        site.kill();
        site.start();
        site.world.runFor(HOUR);
        assertThat(notices(token)).extracting(EventView::endsAt).containsExactly(first, first.plus(HOUR));
    }

    private List<EventView> notices(LeaseToken token) {
        return site.events(token).stream()
                .filter(event -> event.event().equals("LEASE_NOTICE"))
                .toList();
    }

    @Test
    void a_coordinator_that_is_away_changes_nothing_of_an_end_that_was_taken() {
        LeaseToken token = active(1);
        assertThat(change(token, lasting(1, HOUR.multipliedBy(2)))).isNull();
        site.world.runFor(MINUTE);
        site.kill();
        site.world.runFor(HOUR.multipliedBy(3));
        site.start();
        site.world.runFor(MINUTE);

        assertThat(lived(token))
                .isBetween(HOUR.multipliedBy(2), HOUR.multipliedBy(2).plusSeconds(4));
        assertThat(site.lease(token).resultOfEnd()).contains(Result.SUCCEEDED);
    }
}
