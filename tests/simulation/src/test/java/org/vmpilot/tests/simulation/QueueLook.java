package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.util.List;
import org.vmpilot.coordinator.SimulatedCoordinator;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Patience;
import org.vmpilot.protocol.Notice;

/** What must have come of a run about queues in which nothing else went wrong. */
final class QueueLook {
    private static final int FALLS = 3;
    /** What is given back comes home, and is submitted anew, within that. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private final Site site;
    private final Plan plan;

    QueueLook(Site site, Plan plan) {
        this.site = site;
        this.plan = plan;
    }

    private void must(boolean holds, String words) {
        if (!holds) {
            site.judge.fault(words);
        }
    }

    void judge() {
        site.central.disk.leases.values().forEach(this::lease);
        blackHole();
    }

    private void lease(Lease lease) {
        Notice notice = lease.notice().orElse(Notice.FAILED);
        String came = lease.token() + " ended " + notice + " in attempt " + lease.attempt() + ": " + lease.reason();
        if (lease.request().nodeProperty().isPresent()) {
            must(lease.goAt().isEmpty() && notice == Notice.LEASE_ENDED, came);
            must(Patience.timesGivenBack(lease) > 0, lease.token() + " never gave its place to the others");
        } else if (plan.refusing() == plan.machines()) {
            must(notice == Notice.FAILED && lease.reason().contains("refuse"), came);
            must(lease.attempt() <= 2, "what two nodes refuse was tried again: " + came);
        } else {
            must(notice == Notice.LEASE_ENDED || notice == Notice.GUESTS_ENDED, came);
            must(lease.attempt() <= 2, "a bad node was not left out: " + came);
            must(swallowedAttempts(lease) <= 1, "a black hole has swallowed two attempts: " + came);
            must(inTime(lease), lease.token() + " had to wait for who cannot be placed: " + lease.goAt());
        }
    }

    private long swallowedAttempts(Lease lease) {
        return site.runs()
                .filter(run -> run.swallowed && run.slot.lease().equals(lease.token()))
                .map(run -> run.slot.attempt())
                .distinct()
                .count();
    }

    private boolean inTime(Lease lease) {
        long impossible = plan.wishes().stream().filter(Plan.Wish::impossible).count();
        Duration most = SimulatedCoordinator.TIMING
                .queuePatience()
                .multipliedBy(impossible)
                .plus(SLACK);
        return lease.goAt()
                .filter(at -> !at.isAfter(lease.createdAt().plus(most)))
                .isPresent();
    }

    private void blackHole() {
        List<PilotRun> falls = site.runs().filter(run -> run.swallowed).toList();
        long leases = falls.stream().map(run -> run.slot.lease()).distinct().count();
        boolean due = falls.size() >= FALLS && leases > 1;
        must(!due || !site.judge.everHeld().isEmpty(), "a black hole was never seen to be one: " + falls.size());
        must(falls.size() >= FALLS || site.judge.everHeld().isEmpty(), "a node is no black hole, and was held for one");
    }
}
