package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.protocol.LeaseToken;

/** Who asks at once is answered by one turn of the disk; in virtual time, on a real store. */
class TogetherTest extends OnAFullDisk {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int CALLERS = 20;

    @BeforeEach
    void theLrmStartsNothing() {
        site.lrm.closed = true;
        site.world.runFor(SECOND);
    }

    private List<CompletableFuture<Lease>> ask() {
        List<CompletableFuture<Lease>> answers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            answers.add(site.leases().make(Site.request(1, HOUR), Site.key("key" + caller, Site.request(1, HOUR))));
        }
        return answers;
    }

    private static long answered(List<CompletableFuture<Lease>> answers) {
        return answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .count();
    }

    @Test
    void allWhoAskAtOnceCostOneTurnOfTheDisk() {
        site.slowSubmits = HOUR;
        int before = disk.turns;
        List<CompletableFuture<Lease>> answers = ask();
        site.world.runFor(SECOND);
        assertThat(answered(answers)).isEqualTo(CALLERS);
        assertThat(disk.turns - before).isEqualTo(1);
        assertThat(site.list()).hasSize(CALLERS);
    }

    @Test
    void nobodySeesWhatIsNotDurableAndNobodyIsAnsweredBefore() {
        LeaseToken old = site.create(Site.request(1, HOUR), "old");
        List<CompletableFuture<Lease>> answers = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        disk.beforeATurnIsWritten =
                () -> seen.add(answered(answers) + " answered, " + site.list().size() + " there, "
                        + site.leases().get(old.text()).orElseThrow().state());
        answers.addAll(ask());
        var ending = site.leases().ending(old, "by hand");
        site.world.runFor(SECOND);
        assertThat(seen.get(0)).isEqualTo("0 answered, 1 there, ASSEMBLING");
        assertThat(answered(answers)).isEqualTo(CALLERS);
        assertThat(ending).isCompleted();
        assertThat(site.list()).hasSize(CALLERS + 1);
    }

    @Test
    void aTurnThatCannotBeWrittenIsAsIfNobodyHadAsked() {
        LeaseToken old = site.create(Site.request(1, HOUR), "old");
        disk.beforeATurnIsWritten = () -> {
            throw new IllegalStateException("database or disk is full");
        };
        List<CompletableFuture<Lease>> answers = ask();
        var ending = site.leases().ending(old, "by hand");
        site.world.runFor(SECOND);
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(ending).isCompletedExceptionally();
        assertThat(site.list()).hasSize(1);
        assertThat(site.lease(old).state()).isEqualTo(LeaseState.ASSEMBLING);

        disk.beforeATurnIsWritten = () -> {};
        List<CompletableFuture<Lease>> again = ask();
        site.end(old);
        assertThat(answered(again)).isEqualTo(CALLERS);
        assertThat(site.lease(old).state()).isIn(LeaseState.ENDING, LeaseState.ENDED);
        site.kill();
        site.start();
        assertThat(site.list()).hasSize(CALLERS + 1);
    }

    @Test
    void whatTheLrmAnswersIsNotLostWithItsTurn() {
        site.slowSubmits = SECOND;
        ask();
        site.world.runFor(Duration.ofMillis(500));
        assertThat(starting()).isEqualTo(3);
        disk.beforeATurnIsWritten = () -> {
            throw new IllegalStateException("database or disk is full");
        };
        site.world.runFor(SECOND);
        assertThat(site.lrm.submitted).hasSize(3);
        assertThat(queued()).isZero();
        disk.beforeATurnIsWritten = () -> {};
        site.world.runFor(Duration.ofMillis(1200));
        assertThat(queued()).as("they were kept").isEqualTo(3);
        site.world.runFor(Duration.ofMinutes(1));
        assertThat(queued()).isEqualTo(CALLERS);
        assertThat(site.lrm.submitted).as("nothing was asked for twice").hasSize(CALLERS);
    }

    private long starting() {
        return slots(SlotState.SUBMITTING);
    }

    private long queued() {
        return slots(SlotState.QUEUED);
    }

    private long slots(SlotState state) {
        return site.list().stream()
                .map(view -> site.lease(new LeaseToken(view.id())))
                .filter(lease -> lease.current().get(0).state() == state)
                .count();
    }

    @Test
    void oneThatCannotBeWrittenTakesNobodyElseBack() {
        disk.spared = 2;
        disk.broken = 1;
        List<CompletableFuture<Lease>> answers = ask();
        site.world.runFor(SECOND);
        assertThat(answers.get(2)).isCompletedExceptionally();
        assertThat(answered(answers)).isEqualTo(CALLERS - 1);
        assertThat(site.list()).hasSize(CALLERS - 1);
    }
}
