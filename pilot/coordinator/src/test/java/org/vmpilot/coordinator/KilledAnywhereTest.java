package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/**
 * The coordinator is killed before and after every commit and every call of the LRM of a lease's life, one kill a run, and
 * started again five seconds later: no lease is lost, none doubled, no job is left over.
 */
class KilledAnywhereTest {
    private static final Duration TIME = Duration.ofMinutes(20);

    @TempDir(factory = InMemory.class)
    Path folder;

    /** What happens in the run. */
    enum Story {
        ONE_SLOT_BY_ITS_DURATION(1, false, false, false),
        THREE_SLOTS_BY_THEIR_DURATION(3, false, false, false),
        THREE_SLOTS_ENDED_WHILE_ACTIVE(3, true, false, false),
        THREE_SLOTS_OF_WHICH_ONE_IS_LATE_ONCE(3, false, true, false),
        A_GANG_ENDED_WHILE_ACTIVE(3, true, false, true),
        A_GANG_OF_WHICH_ONE_SLOT_IS_LATE_ONCE(3, false, true, true);

        final int slots;
        final boolean ended;
        final boolean late;
        final boolean gang;

        Story(int slots, boolean ended, boolean late, boolean gang) {
            this.slots = slots;
            this.ended = ended;
            this.late = late;
            this.gang = gang;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_SLOT_BY_ITS_DURATION", "THREE_SLOTS_ENDED_WHILE_ACTIVE", "A_GANG_ENDED_WHILE_ACTIVE"})
    void nothingIsLostDoubledOrLeftOver(Story story) {
        everyStep(story);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "THREE_SLOTS_BY_THEIR_DURATION",
                "THREE_SLOTS_OF_WHICH_ONE_IS_LATE_ONCE",
                "A_GANG_OF_WHICH_ONE_SLOT_IS_LATE_ONCE"
            })
    @Tag("long")
    void norInTheLongerStories(Story story) {
        everyStep(story);
    }

    private void everyStep(Story story) {
        int step = 1;
        CrashPoint crash;
        do {
            crash = new CrashPoint(step);
            run(story, step, crash);
            step++;
        } while (crash.reached());
        assertThat(step).as("steps of the story").isGreaterThan(30);
    }

    private void run(Story story, int step, CrashPoint crash) {
        Path here = folder.resolve(story + "-" + step);
        try (Site site = story.gang ? Site.withGangs(here, step, 4) : new Site(here, step, 4)) {
            site.wrap(crash);
            if (story.late) {
                site.behave(new OneIsLateOnce());
            }
            site.start();
            LeaseToken token = site.create(Site.request(story.slots, TIME), "key");
            if (story.ended) {
                site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), TIME);
                site.world.runFor(Duration.ofMinutes(1));
                site.end(token);
            }
            boolean over = site.world.runUntil(() -> site.is(token, LeaseState.ENDED), Duration.ofHours(3));
            site.world.runFor(Duration.ofMinutes(15));
            check(story, site, token, "step " + step + (over ? "" : ", not over"));
        }
    }

    private static void check(Story story, Site site, LeaseToken token, String where) {
        assertThat(site.list()).as(where).hasSize(1);
        Lease lease = site.lease(token);
        assertThat(lease.state()).as(where + " " + lease).isEqualTo(LeaseState.ENDED);
        assertThat(lease.notice()).as(where + " " + lease.reason()).contains(Notice.LEASE_ENDED);
        assertThat(lease.settled()).as(where + " " + lease).isTrue();
        assertThat(lease.current())
                .as(where)
                .hasSize(story.slots)
                .allMatch(slot -> slot.verdict().equals(Optional.of(Verdict.CLEAN)));
        assertThat(site.lrm.jobs.values()).as(where).allMatch(job -> job.state == Job.State.ENDED);
        List<FakeAgent> live =
                site.all.stream().filter(agent -> agent.liveAt.isPresent()).toList();
        assertThat(live).as(where + ": guests of each slot started once").hasSize(story.slots);
        assertThat(live).as(where).allMatch(agent -> agent.certified);
        if (!story.ended) {
            Instant end = lease.goAt().get().plus(TIME);
            assertThat(live)
                    .as(where + ": its whole duration from GO")
                    .allMatch(agent -> !agent.goneAt.get().isBefore(end));
        }
        assertThat(lease.attempt()).as(where).isLessThanOrEqualTo(story.late ? 3 : 2);
        assertThat(impossible(site, token)).as(where).isEmpty();
    }

    private static List<String> impossible(Site site, LeaseToken token) {
        List<String> found = new ArrayList<>();
        site.events(token).forEach(event -> {
            if (event.event().equals("IMPOSSIBLE")) {
                found.add(event.toString());
            }
        });
        return found;
    }

    /** The third slot of the first attempt never says READY. */
    private static final class OneIsLateOnce implements Site.Behaviour {
        @Override
        public boolean ready(FakeAgent agent) {
            return agent.slot.attempt() > 1 || agent.slot.index() != 3;
        }
    }
}
