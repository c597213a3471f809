package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.embedded.LrmConfig.Node;

/**
 * Which job goes to which node: queues with a higher priority first, then first come, first served on every node. A job that
 * finds no room keeps the nodes that it could have, so that later and smaller ones never starve it. Pure.
 */
final class Placement {
    /** One job, one node. */
    record Place(JobKey job, String node) {}

    /**
     * What is to be done now.
     *
     * @param victims running jobs that are to give way
     * @param resumed jobs that gave way by standing still, and whose node is free again
     */
    record Plan(List<Place> places, List<JobKey> victims, List<JobKey> resumed) {}

    private final LrmConfig config;

    Placement(LrmConfig config) {
        this.config = config;
    }

    /** Why no node of the site could ever take it; empty: one could. */
    boolean isPossible(Submission submission) {
        return config.nodes().stream().anyMatch(node -> fits(submission, node));
    }

    /**
     * @param jobs in the order of submission
     * @param open whether a node may be given that job now
     */
    Plan plan(Collection<JobEntry> jobs, BiPredicate<JobEntry, Node> open) {
        List<JobEntry> placed = jobs.stream()
                .filter(entry -> entry.phase() == JobEntry.Phase.PLACED)
                .toList();
        Map<String, Room> rooms = rooms(placed);
        Preemption preemption = new Preemption(config, placed);
        List<Place> places = new ArrayList<>();
        List<JobKey> victims = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (JobEntry entry : waiting(jobs)) {
            List<Node> candidates = config.nodes().stream()
                    .filter(node -> fits(entry.submission(), node))
                    .toList();
            List<Node> free = candidates.stream()
                    .filter(node -> !kept.contains(node.name()) && open.test(entry, node))
                    .toList();
            Optional<Room> room = free.stream()
                    .map(node -> rooms.get(node.name()))
                    .filter(one -> one.has(entry.submission()))
                    .findFirst();
            if (room.isPresent()) {
                room.get().take(entry.submission());
                places.add(new Place(entry.key(), room.get().node().name()));
            } else {
                victims.addAll(preemption.victims(entry, free));
                candidates.forEach(node -> kept.add(node.name()));
            }
        }
        return new Plan(places, victims, resumed(placed, rooms, kept));
    }

    private Map<String, Room> rooms(List<JobEntry> placed) {
        Map<String, Room> rooms = new HashMap<>();
        config.nodes().forEach(node -> rooms.put(node.name(), new Room(node)));
        placed.stream()
                .filter(entry ->
                        !entry.preempted() && rooms.containsKey(entry.node().orElse("")))
                .forEach(entry -> rooms.get(entry.node().orElseThrow()).take(entry.submission()));
        return rooms;
    }

    private List<JobEntry> waiting(Collection<JobEntry> jobs) {
        return jobs.stream()
                .filter(entry -> entry.phase() == JobEntry.Phase.QUEUED && !entry.halted())
                .sorted(Comparator.comparingInt((JobEntry entry) -> -config.priority(entry.submission())))
                .toList();
    }

    private static List<JobKey> resumed(List<JobEntry> placed, Map<String, Room> rooms, Set<String> kept) {
        List<JobKey> resumed = new ArrayList<>();
        for (JobEntry entry : placed) {
            Room room = rooms.get(entry.node().orElse(""));
            if (entry.preempted()
                    && entry.kill().isEmpty()
                    && room != null
                    && !kept.contains(room.node().name())
                    && room.has(entry.submission())) {
                room.take(entry.submission());
                resumed.add(entry.key());
            }
        }
        return resumed;
    }

    private boolean fits(Submission submission, Node node) {
        LrmConfig.Queue queue = config.queue(submission.queue()).orElse(null);
        return queue != null
                && queue.nodes().contains(node.name())
                && submission.avoided().stream().noneMatch(name -> NodeName.same(name, node.name()))
                && node.properties().containsAll(queue.properties())
                && (submission.property().isEmpty() || node.properties().contains(submission.property()))
                && (submission.exclusive() || (node.shares() > 0 && submission.memoryMib() <= node.memoryMib()));
    }
}
