package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;

/** A full disk: nothing is half done, what is known is still shown, and all goes on when there is room. */
class StoreThatCannotWriteTest extends OnAFullDisk {

    /** Its turn came while nothing could be written: that was no turn. */
    @Test
    void aQueueThatWasFullIsAskedAgainHoweverTheStoreFailedMeanwhile() {
        site.lrm.fullQueue = Optional.of("work");
        LeaseToken token = site.create(Site.request(1, HOUR), "key");
        site.world.runFor(Duration.ofSeconds(1));
        disk.full = true;
        site.world.runFor(Duration.ofMinutes(1));
        site.lrm.fullQueue = Optional.empty();
        disk.full = false;
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR))
                .isTrue();
    }

    @Test
    void aLeaseThatCannotBeWrittenIsNotMade() {
        disk.full = true;
        var answer = site.leases().make(Site.request(1, HOUR), Site.key("key", Site.request(1, HOUR)));
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(answer).isCompletedExceptionally();
        assertThat(site.list()).isEmpty();
        assertThat(site.lrm.submitted).isEmpty();
    }

    @Test
    void theAnswerToASubmitWaitsUntilItCanBeWritten() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ASSEMBLING), HOUR);
        disk.full = true;
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(site.leases().get(token.text())).isPresent();
        assertThat(site.all).isNotEmpty().allMatch(agent -> agent.order.isEmpty());
        disk.full = false;
        assertThat(site.world.runUntil(() -> site.is(token, LeaseState.ENDED), HOUR.multipliedBy(2)))
                .isTrue();
        assertThat(site.lease(token).notice()).contains(Notice.LEASE_ENDED);
        assertThat(site.lease(token).attempt()).isEqualTo(1);
    }

    @Test
    void aLeaseThatEndsWhileNothingCanBeWrittenIsEndedByItsAgentsAndCertifiedLater() {
        LeaseToken token = site.create(Site.request(2, HOUR), "key");
        site.world.runUntil(() -> site.is(token, LeaseState.ACTIVE), HOUR);
        site.world.runFor(Duration.ofMinutes(1));
        disk.full = true;
        site.world.runFor(HOUR.multipliedBy(2));
        assertThat(site.is(token, LeaseState.ACTIVE)).isTrue();
        assertThat(site.all).allMatch(agent -> agent.ended && !agent.certified);
        disk.full = false;
        site.world.runFor(Duration.ofMinutes(5));
        assertThat(site.lease(token).state()).isEqualTo(LeaseState.ENDED);
        assertThat(site.leases().get(token.text()).get().verdict()).isEqualTo("CLEAN");
    }
}
