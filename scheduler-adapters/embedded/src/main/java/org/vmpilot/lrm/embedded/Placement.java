package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.vmpilot.lrm.embedded.LrmConfig.Node;

/**
 * Which job goes to which node: first come, first served on every node. A job that finds no room keeps the nodes that it could
 * have, so that later and smaller ones never starve it. Pure.
 */
final class Placement {
    /** One job, one node. */
    record Place(JobKey job, String node) {}

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
    List<Place> place(Collection<JobEntry> jobs, BiPredicate<JobEntry, Node> open) {
        Map<String, Room> rooms = new HashMap<>();
        config.nodes().forEach(node -> rooms.put(node.name(), new Room(node)));
        jobs.stream()
                .filter(entry -> entry.phase() == JobEntry.Phase.PLACED)
                .filter(entry -> rooms.containsKey(entry.node().orElse("")))
                .forEach(entry -> rooms.get(entry.node().orElseThrow()).take(entry.submission()));
        List<Place> places = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (JobEntry entry : jobs) {
            if (entry.phase() != JobEntry.Phase.QUEUED || entry.halted()) {
                continue;
            }
            List<Node> candidates = config.nodes().stream()
                    .filter(node -> fits(entry.submission(), node))
                    .toList();
            candidates.stream()
                    .filter(node -> !kept.contains(node.name()) && open.test(entry, node))
                    .map(node -> rooms.get(node.name()))
                    .filter(room -> room.has(entry.submission()))
                    .findFirst()
                    .ifPresentOrElse(
                            room -> {
                                room.take(entry.submission());
                                places.add(new Place(entry.key(), room.node.name()));
                            },
                            () -> candidates.forEach(node -> kept.add(node.name())));
        }
        return places;
    }

    private boolean fits(Submission submission, Node node) {
        LrmConfig.Queue queue = config.queue(submission.queue()).orElse(null);
        return queue != null
                && queue.nodes().contains(node.name())
                && node.properties().containsAll(queue.properties())
                && (submission.property().isEmpty() || node.properties().contains(submission.property()))
                && (submission.exclusive() || (node.shares() > 0 && submission.memoryMib() <= node.memoryMib()));
    }

    /** What of a node is taken. */
    private static final class Room {
        final Node node;
        private int jobs;
        private boolean exclusive;
        private long memory;

        Room(Node node) {
            this.node = node;
        }

        boolean has(Submission submission) {
            if (submission.exclusive()) {
                return jobs == 0;
            }
            return !exclusive && jobs < node.shares() && memory + submission.memoryMib() <= node.memoryMib();
        }

        void take(Submission submission) {
            jobs++;
            exclusive |= submission.exclusive();
            memory += submission.exclusive() ? 0 : submission.memoryMib();
        }
    }
}
