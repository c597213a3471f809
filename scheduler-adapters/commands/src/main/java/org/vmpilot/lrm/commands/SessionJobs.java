package org.vmpilot.lrm.commands;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobException;
import org.vmpilot.lrm.worker.JobEnd;

/** The jobs of one session: living, or over with an end that nobody has taken yet. What is taken is gone from it. */
final class SessionJobs {
    private final SessionFile file;
    private final Map<String, Optional<JobEnd>> jobs;

    /** Job → when it was first missed, in milliseconds since boot. */
    private final Map<String, Long> missed = new HashMap<>();

    SessionJobs(SessionFile file) throws IOException {
        this.file = file;
        this.jobs = new LinkedHashMap<>(file.read());
    }

    synchronized void submitted(List<String> ids) {
        ids.forEach(id -> jobs.put(id, Optional.empty()));
        try {
            file.submitted(ids);
        } catch (IOException e) {
            throw new InternalException("jobs " + ids + " are submitted, and the session cannot be kept: " + e);
        }
    }

    synchronized boolean has(String job) {
        return jobs.containsKey(job);
    }

    /** All whose end has not been taken. */
    synchronized Set<String> all() {
        return new LinkedHashSet<>(jobs.keySet());
    }

    synchronized Set<String> living() {
        Set<String> living = new LinkedHashSet<>(jobs.keySet());
        living.removeIf(job -> jobs.get(job).isPresent());
        return living;
    }

    /** Empty: it is living, or not of this session (any more). */
    synchronized Optional<JobEnd> end(String job) {
        return jobs.getOrDefault(job, Optional.empty());
    }

    synchronized void seen(String job) {
        missed.remove(job);
    }

    /** @return for how long it has been missing, in milliseconds; 0 the first time */
    synchronized long missing(String job, long now) {
        return now - missed.computeIfAbsent(job, unused -> now);
    }

    /** The first end of a job stays. */
    synchronized void over(JobEnd end) {
        if (jobs.containsKey(end.job()) && jobs.get(end.job()).isEmpty()) {
            jobs.put(end.job(), Optional.of(end));
            missed.remove(end.job());
            keep(() -> file.ended(end));
        }
    }

    /** Of two that take it at once exactly one gets it. */
    synchronized Optional<JobEnd> take(String job) {
        Optional<JobEnd> end = end(job);
        if (end.isPresent()) {
            dispose(job);
        }
        return end;
    }

    /**
     * Takes the first end that there is among these.
     *
     * @throws InvalidJobException none of them is a job of this session whose end has not been taken
     */
    synchronized Optional<JobEnd> takeFirst(Collection<String> candidates) throws InvalidJobException {
        for (String job : candidates) {
            Optional<JobEnd> end = take(job);
            if (end.isPresent()) {
                return end;
            }
        }
        if (candidates.stream().noneMatch(jobs::containsKey)) {
            throw new InvalidJobException(
                    "not a job of this session whose end has not been taken: " + String.join(", ", candidates));
        }
        return Optional.empty();
    }

    /** True when it is so, else empty. */
    synchronized Optional<Boolean> allOver(Collection<String> those) {
        boolean someLive = those.stream()
                .anyMatch(job -> jobs.containsKey(job) && jobs.get(job).isEmpty());
        return someLive ? Optional.empty() : Optional.of(true);
    }

    synchronized void dispose(String job) {
        if (jobs.remove(job) != null) {
            missed.remove(job);
            keep(() -> file.taken(job));
        }
    }

    /** Nothing more is to be kept: nobody could return to it for anything. */
    synchronized void close() {
        if (jobs.isEmpty()) {
            keep(file::remove);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void keep(Act act) {
        try {
            act.run();
        } catch (IOException e) {
            throw new InternalException("the session cannot be kept: " + e);
        }
    }
}
