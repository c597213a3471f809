package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.lrm.embedded.LrmConfig.Node;

/** Which running jobs give way to a job that finds no room, in one round of placing. Pure. */
final class Preemption {
    private final LrmConfig config;
    private final List<JobEntry> placed;
    private final Set<JobKey> going = new HashSet<>();

    Preemption(LrmConfig config, List<JobEntry> placed) {
        this.config = config;
        this.placed = placed;
        placed.stream()
                .filter(entry -> entry.kill().isPresent() || entry.preempted())
                .forEach(entry -> going.add(entry.key()));
    }

    /**
     * The fewest on as many nodes as are wanted whose leaving makes room there; none if not so many nodes can be freed; those that are free,
     * or are being freed already, count first.
     *
     * @param nodes that may be given the job now
     */
    List<JobKey> victims(JobEntry waiting, List<Node> nodes, int wanted) {
        List<List<JobKey>> ways = new ArrayList<>();
        for (Node node : nodes) {
            List<JobKey> leaving = leaving(waiting, node);
            if (leaving != null) {
                ways.add(leaving);
            }
        }
        if (ways.size() < wanted) {
            return List.of();
        }
        List<JobKey> fewest = ways.stream()
                .sorted(Comparator.comparingInt(List::size))
                .limit(wanted)
                .flatMap(List::stream)
                .toList();
        going.addAll(fewest);
        return fewest;
    }

    /** Who must leave that node for the job; null: nobody who may be made to would be enough. */
    private List<JobKey> leaving(JobEntry waiting, Node node) {
        Room room = new Room(node);
        List<JobEntry> movable = new ArrayList<>();
        for (JobEntry entry : placed) {
            boolean here = node.name().equals(entry.node().orElse("")) && !going.contains(entry.key());
            if (here && givesWay(entry, waiting)) {
                movable.add(entry);
            } else if (here) {
                room.take(entry.submission());
            }
        }
        if (!room.has(waiting.submission())) {
            return null;
        }
        // The oldest stay as far as there is room beside the one that comes.
        room.take(waiting.submission());
        List<JobKey> leaving = new ArrayList<>();
        for (JobEntry entry : movable) {
            if (room.has(entry.submission())) {
                room.take(entry.submission());
            } else {
                leaving.add(entry.key());
            }
        }
        return leaving;
    }

    private boolean givesWay(JobEntry running, JobEntry waiting) {
        return config.queue(running.submission().queue())
                .filter(queue -> queue.preemption() != LrmConfig.Preemption.OFF)
                // One that an admin has suspended stands still already, and keeps its node.
                .filter(queue -> queue.preemption() != LrmConfig.Preemption.SUSPEND || !running.halted())
                .filter(queue -> queue.priority() < config.priority(waiting.submission()))
                .isPresent();
    }
}
