package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Instruction;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.service.LeaseChange;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/**
 * Moves the ends of leases at random, and holds each slot that ends by its own clock against the last end that it has confirmed. It knows what the
 * coordinator has on disk, and when the node heard GO.
 */
final class MovedEnds {
    /** What a request's duration can become. */
    static final int LONGEST_TIMES = 2;

    private static final long WITHIN = 2_000;

    private final Site site;
    private int moved;
    private int judged;
    private int ends;

    MovedEnds(Site site) {
        this.site = site;
        later();
    }

    private void later() {
        site.world.in(site.world.between(2_000, 12_000), this::move);
    }

    private void move() {
        List<LeaseToken> all = new ArrayList<>(site.made.values());
        if (!all.isEmpty()) {
            LeaseToken token = all.get(site.world.random().nextInt(all.size()));
            Lease lease = site.central.disk.leases.get(token);
            if (lease != null && lease.state() != LeaseState.ENDED) {
                change(lease);
            }
        }
        if (site.made.size() < site.plan().wishes().size() || !site.quiet()) {
            later();
        }
    }

    private void change(Lease lease) {
        long seconds = site.world.between(1, lease.request().longest().toSeconds() + 5);
        int stale = site.world.random().nextInt(8) == 0 ? 1 : 0;
        LeaseChange change = new LeaseChange(
                Optional.of(Math.max(1, lease.terms().version() - stale)),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(seconds)),
                Optional.empty());
        site.central.ask(life -> life.change(lease.token(), change), done -> moved++, () -> {});
    }

    /** A node gives a notice. */
    void noticed(Machine machine, SlotKey slot, Notice notice) {
        Folder folder = machine.run.get(slot);
        Lease lease = site.central.disk.leases.get(slot.lease());
        // What the coordinator ends, it ends for other reasons, or where a node has not heard of its end.
        boolean byItself = notice == Notice.LEASE_ENDED && lease != null && lease.state() == LeaseState.ACTIVE;
        if (!byItself || folder == null || folder.goAt == 0) {
            return;
        }
        ends++;
        long lived = machine.uptime() - folder.goAt;
        if (lived > lease.request().longest().toMillis() + WITHIN) {
            site.judge.fault(slot + " lives for " + lived + " ms, longer than its longest");
        }
        Instruction told = lease.slot(slot).orElseThrow().instruction();
        if (told.isDone()) {
            judged++;
            long confirmed = lease.terms().duration().toMillis();
            if (Math.abs(lived - confirmed) > WITHIN) {
                site.judge.fault(slot + " ends " + lived + " ms after GO, and has confirmed " + confirmed + " ms");
            }
        }
    }

    int moved() {
        return moved;
    }

    /** Ends that were held against a confirmed one. */
    int judged() {
        return judged;
    }

    int ends() {
        return ends;
    }
}
