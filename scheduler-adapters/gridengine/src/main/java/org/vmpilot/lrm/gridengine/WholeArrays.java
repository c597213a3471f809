package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobSnapshot;

/** Tasks ({@code 12.3}) that are ended by their array's number: one request of the qmaster for a thousand of them. An array never gets more tasks than it began with. */
final class WholeArrays {
    private WholeArrays() {}

    /**
     * @param newest what the cell last showed
     * @return id to end → the jobs that it stands for
     */
    static Map<JobId, List<JobId>> of(Collection<JobId> jobs, JobSnapshot newest) {
        Map<String, Set<JobId>> living = newest.complete() ? living(newest.jobs()) : Map.of();
        Set<JobId> asked = new HashSet<>(jobs);
        Map<JobId, List<JobId>> ends = new LinkedHashMap<>();
        for (JobId job : jobs) {
            Optional<String> array =
                    array(job).filter(number -> living.containsKey(number) && asked.containsAll(living.get(number)));
            JobId id = array.map(JobId::new).orElse(job);
            ends.computeIfAbsent(id, unused -> new ArrayList<>()).add(job);
        }
        return ends;
    }

    /** Array → what lives of it; a record that cannot be read stands there by the number alone, which nobody asks for. */
    private static Map<String, Set<JobId>> living(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> job.state() != Job.State.ENDED)
                .collect(Collectors.groupingBy(
                        job -> array(job.id()).orElse(job.id().text()),
                        Collectors.mapping(Job::id, Collectors.toSet())));
    }

    private static Optional<String> array(JobId job) {
        int dot = job.text().indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(job.text().substring(0, dot));
    }
}
