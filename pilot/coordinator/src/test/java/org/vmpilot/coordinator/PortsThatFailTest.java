package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.store.UnreadableRowException;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;

/** A fault at a port, whatever it is, costs what it concerns and nothing that comes after it; in virtual time. */
class PortsThatFailTest extends OnAFullDisk {

    @Test
    void anAnswerOfTheLrmThatCannotBeTakenInIsNotTheLastOne() {
        site.lrm.closed = true;
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.jobs.values().forEach(job -> job.reason = java.util.Optional.of("held by an admin"));
        disk.broken = 1;
        site.world.runUntil(() -> disk.broken == 0, HOUR);
        int before = site.lrm.snapshots;
        site.world.runFor(HOUR);
        assertThat(site.lrm.snapshots).isGreaterThan(before + 5);
        assertThat(site.lease(token).current().get(0).sight().orElseThrow().reason())
                .contains("held by an admin");
    }

    @Test
    void anAnswerOfTheLrmThatNamesALeaseWhichCannotBeReadIsNotTheLastOne() {
        LeaseToken old = site.create(Site.request(1, Duration.ofMinutes(5)), "old");
        assertThat(site.world.runUntil(() -> site.lease(old).settled(), HOUR)).isTrue();
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        var late = site.lrm.jobs.values().iterator().next();
        late.state = Job.State.RUNNING;
        disk.unreadable = 1;
        assertThat(site.world.runUntil(() -> disk.unreadable == 0, HOUR)).isTrue();
        late.state = Job.State.ENDED;
        int before = site.lrm.snapshots;
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(3)))
                .isTrue();
        assertThat(site.lrm.snapshots).isGreaterThan(before + 3);
    }

    @Test
    void timeGoesOnAfterAnyCommitThatThrows() {
        for (int spared = 1; spared <= 12; spared++) {
            disk.spared = spared;
            disk.broken = 1;
            LeaseToken token = site.create(Site.request(1, Duration.ofMinutes(10)), "key" + spared);
            assertThat(site.world.runUntil(() -> site.lease(token).settled(), HOUR.multipliedBy(3)))
                    .as("after %s commits: %s", spared, site.lease(token))
                    .isTrue();
            disk.broken = 0;
        }
    }

    @Test
    void aCancelThatFailsWhenNobodyWantsItAnyMoreWakesNobody() {
        site.behave(new Site.Behaviour() {
            @Override
            public boolean certifies(FakeAgent agent) {
                return false;
            }
        });
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.lrm.fault("cancel", LrmException.Kind.UNREACHABLE, "no route");
        site.slowCancels = Duration.ofMinutes(30);
        site.end(token);
        site.world.runFor(Duration.ofMinutes(10));
        FakeAgent agent = site.all.get(0);
        site.lrm.end(site.lrm.jobs.values().iterator().next());
        agent.deliver(agent.certificate("clean", org.vmpilot.protocol.Notice.LEASE_ENDED, 1));
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), Duration.ofMinutes(15)))
                .as("before the cancel has failed")
                .isTrue();
        site.world.runFor(Duration.ofMinutes(20));
        site.world.runFor(Duration.ofMinutes(10));
        int before = site.world.wakes();
        site.world.runFor(HOUR);
        assertThat(site.world.wakes() - before).isLessThan(200);
    }

    private void change(String row) throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("state").resolve("vmpilot.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.prepareStatement(row)) {
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void aStoreWithAWordThatThisVersionDoesNotKnowIsRefusedAndTheRowNamed() throws Exception {
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.kill();
        change("UPDATE leases SET notice = 'EVICTED_BY_TENANT'");
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(site.recovered)
                .isCompletedExceptionally()
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(UnreadableRowException.class)
                .withMessageContaining("row " + token)
                .withMessageContaining("EVICTED_BY_TENANT");
    }

    @Test
    void whatWasTakenUpBeforeTheFaultIsNotActedOn() throws Exception {
        site.lrm.fault("submit", LrmException.Kind.UNREACHABLE, "no route");
        site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofMinutes(1));
        site.kill();
        change("INSERT INTO drains (node, step, reason, since) VALUES ('node1', 'HOPED_FOR', 'dirty', 0)");
        site.lrm.heal();
        site.start();
        site.world.runFor(Duration.ofMinutes(10));
        assertThat(site.recovered).isCompletedExceptionally();
        assertThat(site.lrm.submitted).isEmpty();
    }

    @Test
    void aFreezeIsAnsweredAtOnceAndEndsAllInOneChange() {
        site.lrm.closed = true;
        List<LeaseToken> tokens = new java.util.ArrayList<>();
        for (int i = 0; i < 150; i++) {
            tokens.add(site.create(Site.request(1, HOUR), "key" + i));
        }
        site.world.runFor(Duration.ofMinutes(1));
        int before = disk.commits;
        var frozen = site.rooms().freezes().freezing("root@admin1", "a drill");
        assertThat(site.world.runUntil(frozen::isDone, HOUR)).isTrue();
        site.world.runUntil(
                () -> tokens.stream()
                        .allMatch(token -> site.lease(token).notice().isPresent()),
                HOUR);
        assertThat(disk.commits - before)
                .as("all end in one change; what the LRM took of the cancels is another, what a survey says beside"
                        + " them a third")
                .isBetween(1, 3);
    }

    @Test
    void signsOfLifeGoOnWhateverIsWrongWithTheLrm() {
        site.create(Site.request(1, HOUR), "key");
        for (LrmException.Kind kind : LrmException.Kind.values()) {
            site.lrm.fault("all", kind, "a fault");
            long ticks = site.rooms().loop().ticks();
            site.world.runFor(Duration.ofMinutes(30));
            assertThat(site.rooms().loop().ticks() - ticks).as("%s", kind).isBetween(29L, 300L);
        }
    }
}
