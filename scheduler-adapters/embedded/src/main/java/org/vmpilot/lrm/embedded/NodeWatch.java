package org.vmpilot.lrm.embedded;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.Table;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vmpilot.host.Uptime;

/** Nodes that could not be entered, and nodes that a job is better not sent to for a while. Gone with the daemon. */
final class NodeWatch {
    /** A prolog that asks for another node (exit 99) gets the same one again after this. */
    private static final Duration AVOID = Duration.ofSeconds(30);

    private final Uptime uptime;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final Table<JobKey, String, Long> avoided = HashBasedTable.create();

    NodeWatch(Uptime uptime) {
        this.uptime = uptime;
    }

    void down(String node) {
        down.add(node);
    }

    void up(String node) {
        down.remove(node);
    }

    boolean isUp(String node) {
        return !down.contains(node);
    }

    Set<String> down() {
        return Set.copyOf(down);
    }

    void avoid(JobKey job, String node) {
        avoided.put(job, node, uptime.millis() + AVOID.toMillis());
    }

    boolean isAvoided(JobKey job, String node) {
        Long until = avoided.get(job, node);
        return until != null && uptime.millis() < until;
    }

    void forget(JobKey job) {
        avoided.row(job).clear();
    }
}
