package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All jobs and drains: the fold of the journal's events, and nothing else. Not for several threads. */
final class Ledger {
    private final SortedMap<JobKey, JobEntry> jobs = new TreeMap<>();
    private final SortedMap<String, String> drains = new TreeMap<>();
    private int lastNumber;

    /**
     * Works the event out and returns the step that takes it over, so that what the ledger refuses never reaches the disk.
     *
     * @throws IllegalStateException the event cannot follow what is there
     */
    Runnable prepare(LedgerEvent event) {
        if (event instanceof LedgerEvent.Submitted submitted) {
            return submit(submitted.submission());
        }
        if (event instanceof LedgerEvent.Placed placed) {
            return change(placed.job(), entry -> entry.placed(placed));
        }
        if (event instanceof LedgerEvent.Requeued requeued) {
            return change(requeued.job(), entry -> entry.requeued(requeued));
        }
        if (event instanceof LedgerEvent.KillAsked asked) {
            return change(asked.job(), entry -> entry.killAsked(asked));
        }
        if (event instanceof LedgerEvent.Halted halted) {
            return change(halted.job(), entry -> entry.halted(halted));
        }
        if (event instanceof LedgerEvent.Continued continued) {
            return change(continued.job(), entry -> entry.continued(continued));
        }
        if (event instanceof LedgerEvent.Ended ended) {
            return change(ended.job(), entry -> entry.ended(ended));
        }
        if (event instanceof LedgerEvent.Forgotten forgotten) {
            return () -> jobs.keySet().removeIf(key -> key.number() == forgotten.number());
        }
        if (event instanceof LedgerEvent.Drained drained) {
            return () -> drains.put(drained.node(), drained.reason());
        }
        if (event instanceof LedgerEvent.Resumed resumed) {
            return () -> drains.remove(resumed.node());
        }
        LedgerEvent.Numbered numbered = (LedgerEvent.Numbered) event;
        return () -> lastNumber = Math.max(lastNumber, numbered.last());
    }

    private Runnable submit(Submission submission) {
        if (submission.number() <= lastNumber) {
            throw new IllegalStateException("job number " + submission.number() + " has been given already");
        }
        return () -> {
            lastNumber = submission.number();
            submission.keys().forEach(key -> jobs.put(key, JobEntry.queued(submission, key)));
        };
    }

    private Runnable change(JobKey key, UnaryOperator<JobEntry> step) {
        JobEntry entry = jobs.get(key);
        if (entry == null) {
            throw new IllegalStateException("there is no job " + key);
        }
        JobEntry changed = step.apply(entry);
        return () -> jobs.put(key, changed);
    }

    int nextNumber() {
        return lastNumber + 1;
    }

    /** A gang's id: all of it as one. */
    Optional<JobEntry> job(JobKey key) {
        JobEntry alone = jobs.get(key);
        if (alone != null) {
            return Optional.of(alone);
        }
        List<JobEntry> members = members(key);
        return members.isEmpty() ? Optional.empty() : Optional.of(new Gang(members).asOne());
    }

    /** What an id stands for: a gang's for all of its tasks. */
    List<JobEntry> members(JobKey key) {
        if (jobs.containsKey(key)) {
            return List.of(jobs.get(key));
        }
        boolean whole = key.task() == 0;
        return !whole
                ? List.of()
                : jobs.subMap(key, new JobKey(key.number() + 1, 0)).values().stream()
                        .filter(entry -> entry.submission().gang())
                        .toList();
    }

    /** Jobs as those see them who submitted them. */
    List<JobEntry> wholes() {
        Map<JobKey, JobEntry> wholes = new LinkedHashMap<>();
        for (JobEntry entry : jobs.values()) {
            if (entry.submission().gang()) {
                wholes.computeIfAbsent(entry.submission().id(), id -> new Gang(members(id)).asOne());
            } else {
                wholes.put(entry.key(), entry);
            }
        }
        return List.copyOf(wholes.values());
    }

    /** Gangs of which a task has a node. */
    List<Gang> placedGangs() {
        return in(JobEntry.Phase.PLACED).stream()
                .filter(entry -> entry.submission().gang())
                .map(entry -> entry.submission().id())
                .distinct()
                .map(id -> new Gang(members(id)))
                .toList();
    }

    /** In the order of their numbers, which is that of their submission. */
    Collection<JobEntry> jobs() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    List<JobEntry> in(JobEntry.Phase phase) {
        return jobs.values().stream().filter(entry -> entry.phase() == phase).toList();
    }

    Optional<String> drain(String node) {
        return Optional.ofNullable(drains.get(node));
    }

    /** The shortest list of events that makes this ledger from an empty one. */
    List<LedgerEvent> events() {
        List<LedgerEvent> events = new ArrayList<>();
        Submission last = null;
        for (JobEntry entry : jobs.values()) {
            if (!entry.submission().equals(last)) {
                last = entry.submission();
                events.add(new LedgerEvent.Submitted(last));
            }
        }
        jobs.values().forEach(entry -> history(entry, events));
        drains.forEach((node, reason) -> events.add(new LedgerEvent.Drained(node, reason)));
        events.add(new LedgerEvent.Numbered(lastNumber));
        return events;
    }

    private static void history(JobEntry entry, List<LedgerEvent> events) {
        JobKey key = entry.key();
        if (entry.run() > 0) {
            String node = entry.node().orElse("");
            events.add(new LedgerEvent.Placed(key, node, entry.run(), entry.bootId()));
            if (entry.node().isEmpty()) {
                events.add(new LedgerEvent.Requeued(key, entry.words()));
            }
        }
        entry.kill().ifPresent(cause -> events.add(new LedgerEvent.KillAsked(key, cause)));
        if (entry.halted()) {
            events.add(new LedgerEvent.Halted(key, entry.preempted()));
        }
        entry.ended().ifPresent(events::add);
    }
}
