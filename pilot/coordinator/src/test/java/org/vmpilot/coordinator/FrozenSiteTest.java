package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;

/** Kill-all's freeze of a site, in virtual time, on a real store. */
class FrozenSiteTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    private Site site(int nodes) {
        return new Site(folder, 1, nodes);
    }

    /** Asks until it is durable; a coordinator that is killed after that has nobody who asks again. */
    private static void freeze(Site site) {
        List<Boolean> done = new ArrayList<>();
        askFreeze(site, done);
        assertThat(site.world.runUntil(() -> !done.isEmpty(), MINUTE)).isTrue();
    }

    private static void askFreeze(Site site, List<Boolean> done) {
        if (site.rooms() == null) {
            site.world.in(Duration.ofSeconds(1), () -> askFreeze(site, done));
            return;
        } else if (site.rooms().freezeState().frozen()) {
            done.add(true);
            return;
        }
        Runnable again = site.whenKilled(() -> askFreeze(site, done));
        var unused = site.rooms()
                .freezes()
                .freezing("root@admin1", "kill-all 7")
                .thenAccept(freeze -> {
                    site.answered(again);
                    done.add(true);
                });
    }

    private static void thaw(Site site) {
        var thawed = site.rooms().freezes().thawing("root@admin1");
        assertThat(site.world.runUntil(thawed::isDone, MINUTE)).isTrue();
        assertThat(thawed).isCompletedWithValue(true);
    }

    private static void isRefused(Site site, String where) {
        var answer = site.leases().make(Site.request(1, HOUR), Site.key("late", Site.request(1, HOUR)));
        site.world.runUntil(answer::isDone, MINUTE);
        assertThat(answer)
                .as(where)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(FrozenException.class)
                .withMessageContainingAll("frozen by root@admin1", "kill-all 7");
    }

    private static void killed(Site site, LeaseToken token, String where) {
        Lease lease = site.lease(token);
        assertThat(lease.state()).as(where + " " + lease).isEqualTo(LeaseState.ENDED);
        assertThat(lease.notice()).as(where + " " + lease.reason()).contains(Notice.KILL_ALL);
        assertThat(lease.settled()).as(where + " " + lease).isTrue();
        assertThat(site.lrm.jobs.values()).as(where).allMatch(job -> job.state == Job.State.ENDED);
        assertThat(site.all).as(where).allMatch(agent -> agent.ended && agent.certified);
        assertThat(site.events(token))
                .as(where)
                .noneMatch(event -> event.event().equals("IMPOSSIBLE"));
    }

    @Test
    void aLiveLeaseAnAssemblingOneAndAWaitingOneEndAndNothingIsMadeUntilThaw() {
        try (Site site = site(3)) {
            site.start();
            LeaseToken live = site.create(Site.request(2, HOUR), "live");
            site.world.runUntil(() -> site.is(live, LeaseState.ACTIVE), HOUR);
            LeaseToken assembling = site.create(Site.request(2, HOUR), "assembling");
            site.world.runUntil(() -> site.all.size() == 3, MINUTE);
            LeaseToken waiting = site.create(Site.request(2, HOUR), "waiting");
            assertThat(site.is(waiting, LeaseState.WAITING)).isTrue();
            site.world.runFor(Duration.ofSeconds(5));

            freeze(site);

            assertThat(site.leases().status().frozen().who()).isEqualTo("root@admin1");
            isRefused(site, "");
            int submitted = site.lrm.submitted.size();
            site.world.runFor(Duration.ofMinutes(10));
            for (LeaseToken token : List.of(live, assembling, waiting)) {
                killed(site, token, token.text());
            }
            assertThat(site.lrm.cancelled).hasSize(4);
            assertThat(site.lrm.submitted).hasSize(submitted);

            thaw(site);
            assertThat(site.leases().status().frozen()).isNull();
            LeaseToken next = site.create(Site.request(2, HOUR), "next");
            assertThat(site.world.runUntil(() -> site.is(next, LeaseState.ACTIVE), HOUR))
                    .isTrue();
        }
    }

    @Test
    void aSubmitThatHasNotBegunIsNotMadeAndOneThatHasIsCancelled() {
        int kept = 0;
        for (int seed = 1; seed <= 20; seed++) {
            try (Site site = new Site(folder.resolve("s" + seed), seed, 3)) {
                site.start();
                var made = site.leases().make(Site.request(2, HOUR), Site.key("key", Site.request(2, HOUR)));
                var frozen = site.rooms().freezes().freezing("root@admin1", "kill-all 7");
                site.world.runUntil(frozen::isDone, MINUTE);
                site.world.runFor(Duration.ofMinutes(20));
                kept += site.lrm.submitted.isEmpty() ? 1 : 0;
                killed(site, made.join().token(), "seed " + seed);
                assertThat(site.all).noneMatch(agent -> agent.liveAt.isPresent());
            }
        }
        assertThat(kept).as("orders in which the freeze came first").isBetween(1, 19);
    }

    @Test
    void aLiveSlotIsCancelledBeforeItsBudgetIsOver() {
        try (Site site = site(1)) {
            site.start();
            LeaseToken token = site.create(Site.request(1, HOUR), "key");
            site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
            site.world.runFor(MINUTE);
            site.all.get(0).deaf = true;
            freeze(site);
            site.world.runFor(Duration.ofSeconds(5));
            assertThat(site.lrm.cancelled).hasSize(1);
            assertThat(site.all.get(0).notice).contains(Notice.CANCELLED);
        }
    }

    @Test
    void aJobThatStartsBehindItIsRefused() {
        try (Site site = site(1)) {
            site.start();
            site.lrm.closed = true;
            site.create(Site.request(1, HOUR), "key");
            site.world.runFor(Duration.ofSeconds(5));
            site.lrm.fault("cancel", LrmException.Kind.TRY_LATER, "busy");
            freeze(site);
            site.lrm.open();
            site.world.runFor(MINUTE);
            assertThat(site.all).singleElement().satisfies(agent -> {
                assertThat(agent.log).singleElement().asString().contains("FROZEN", "root@admin1");
                assertThat(agent.liveAt).isEmpty();
            });
        }
    }

    @Test
    void killedAtAnyStepItGoesOnAndNothingStartsBehindIt() {
        int step = 1;
        CrashPoint crash;
        do {
            crash = new CrashPoint(step);
            everythingEnds(step, crash);
            step++;
        } while (crash.reached());
        assertThat(step).as("steps of the story").isGreaterThan(10);
    }

    /** Three leases, one live, one that assembles, one that waits for its place; the coordinator is killed at its n-th step. */
    private void everythingEnds(int step, CrashPoint crash) {
        String where = "step " + step;
        try (Site site = new Site(folder.resolve("s" + step), step, 3)) {
            site.wrap(crash);
            site.start();
            LeaseToken live = site.create(Site.request(2, HOUR), "live");
            site.world.runUntil(() -> site.is(live, LeaseState.ACTIVE), HOUR);
            LeaseToken assembling = site.create(Site.request(2, HOUR), "assembling");
            LeaseToken waiting = site.create(Site.request(2, HOUR), "waiting");
            site.world.runUntil(() -> site.all.size() >= 3, HOUR);
            freeze(site);
            var begun = site.world.instant();
            site.world.runFor(Duration.ofMinutes(20));
            killed(site, live, where);
            killed(site, assembling, where);
            killed(site, waiting, where);
            assertThat(site.all)
                    .as(where)
                    .noneMatch(agent -> agent.liveAt
                            .filter(at -> at.isAfter(begun.plusSeconds(1)))
                            .isPresent());
            isRefused(site, where);
        }
    }
}
