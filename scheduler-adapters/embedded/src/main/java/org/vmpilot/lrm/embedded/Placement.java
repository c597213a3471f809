package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Whether the site could ever take it: a gang needs as many nodes as it has tasks. */
    boolean isPossible(Submission submission) {
        int wanted = submission.gang() ? submission.lastTask() : 1;
        return config.nodes().stream().filter(node -> fits(submission, node)).count() >= wanted;
    }

    /**
     * @param jobs in the order of submission
     * @param open whether a node may be given that job now
     */
    Plan plan(Collection<JobEntry> jobs, BiPredicate<JobEntry, Node> open) {
        List<JobEntry> placed = jobs.stream()
                .filter(entry -> entry.phase() == JobEntry.Phase.PLACED)
                .toList();
        Round round = new Round(placed, open);
        for (List<JobEntry> together : together(waiting(jobs), placed)) {
            round.place(together);
        }
        return new Plan(round.places, round.victims, resumed(placed, round.rooms, round.kept));
    }

    /** One round of placing: what is taken and kept as it goes on. */
    private final class Round {
        private final BiPredicate<JobEntry, Node> open;
        private final Map<String, Room> rooms;
        private final Preemption preemption;
        private final List<Place> places = new ArrayList<>();
        private final List<JobKey> victims = new ArrayList<>();
        private final Set<String> kept = new HashSet<>();

        Round(List<JobEntry> placed, BiPredicate<JobEntry, Node> open) {
            this.open = open;
            this.rooms = rooms(placed);
            this.preemption = new Preemption(config, placed);
        }

        /** All of these, each on a node of its own, or none. */
        void place(List<JobEntry> together) {
            JobEntry entry = together.get(0);
            List<Node> candidates = config.nodes().stream()
                    .filter(node -> fits(entry.submission(), node))
                    .toList();
            List<Node> free = candidates.stream()
                    .filter(node -> !kept.contains(node.name()) && open.test(entry, node))
                    .toList();
            List<Room> found = free.stream()
                    .map(node -> rooms.get(node.name()))
                    .filter(one -> one.has(entry.submission()))
                    .limit(together.size())
                    .toList();
            if (found.size() < together.size()) {
                victims.addAll(preemption.victims(entry, free, together.size()));
                candidates.forEach(node -> kept.add(node.name()));
                return;
            }
            for (int i = 0; i < found.size(); i++) {
                found.get(i).take(entry.submission());
                places.add(new Place(together.get(i).key(), found.get(i).node().name()));
            }
        }
    }

    /** What is placed together, in the order of the first: a gang's tasks, as soon as none of them has a node any more; else each job alone. */
    private static Collection<List<JobEntry>> together(List<JobEntry> waiting, List<JobEntry> placed) {
        Map<JobKey, List<JobEntry>> groups = new LinkedHashMap<>();
        for (JobEntry entry : waiting) {
            Submission submission = entry.submission();
            boolean comesBack = submission.gang()
                    && placed.stream().anyMatch(other -> other.submission().equals(submission));
            if (!comesBack) {
                groups.computeIfAbsent(submission.gang() ? submission.id() : entry.key(), key -> new ArrayList<>())
                        .add(entry);
            }
        }
        return groups.values();
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
