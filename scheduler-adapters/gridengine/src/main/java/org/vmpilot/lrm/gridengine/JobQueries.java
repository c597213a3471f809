package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;

/** What the cell knows of our jobs: one query for all, and the accounting for one name. */
final class JobQueries {
    private static final Logger LOG = LogManager.getLogger(JobQueries.class);

    private final GridEngineSettings settings;
    private final Cell cell;

    /** Job number → why it is in error state; of those that were in the newest query. */
    private final Map<String, String> errors = new HashMap<>();

    JobQueries(GridEngineSettings settings, Cell cell) {
        this.settings = settings;
        this.cell = cell;
    }

    /**
     * Waiting, running and suspended jobs, and those over that the qmaster still shows (its finished_jobs). {@code -g t}: a job of several nodes with a line
     * for each.
     */
    QstatJobs.Listing all() throws LrmException {
        QstatJobs.Listing shown;
        try {
            shown = QstatJobs.parse(cell.ask("qstat", "-u", settings.owner(), "-s", "prsz", "-g", "t", "-xml"));
        } catch (OutputException e) {
            throw notUnderstood(e);
        }
        return new QstatJobs.Listing(withErrors(shown.jobs()), shown.complete());
    }

    /** All of that name, over ones included. */
    List<Job> named(String name) throws LrmException {
        Map<JobId, Job> found = new LinkedHashMap<>();
        for (Job job : all().jobs()) {
            if (job.name().equals(name)) {
                found.put(job.id(), job);
            }
        }
        // The accounting after the query: a job that ends in between is in both and not in none.
        try {
            for (Job job : accounted(name)) {
                found.merge(job.id(), job, (shown, over) -> shown.state() == Job.State.ENDED ? over : shown);
            }
        } catch (LrmException e) {
            // What is found is found; that there is none needs both. (An accounting file of years takes qacct longer
            // than any deadline.)
            if (found.isEmpty()) {
                throw e;
            }
            LOG.info("jobs of the name {} that are over: {}", name, e.getMessage());
        }
        return List.copyOf(found.values());
    }

    private List<Job> accounted(String name) throws LrmException {
        Cell.Answer answer = cell.answer("qacct", "-o", settings.owner(), "-j", name);
        String words = answer.errors() + answer.output();
        if (answer.status() != 0 && words.contains("job name " + name + " not found")) {
            return List.of();
        }
        // A cell in which no job has ended yet has no accounting file.
        if (words.contains("no jobs running since startup")) {
            return List.of();
        }
        if (answer.status() != 0) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, "qacct: " + answer.words());
        }
        try {
            return Accounting.parse(answer.output(), name);
        } catch (OutputException e) {
            throw notUnderstood(e);
        }
    }

    /** One more query when, and only when, jobs have come into error state; without it they are shown without a reason. */
    private synchronized List<Job> withErrors(List<Job> jobs) {
        List<String> failed = jobs.stream()
                .filter(JobQueries::inError)
                .map(JobQueries::number)
                .distinct()
                .toList();
        errors.keySet().retainAll(failed);
        List<String> unasked =
                failed.stream().filter(id -> !errors.containsKey(id)).toList();
        if (!unasked.isEmpty()) {
            try {
                errors.putAll(ErrorReasons.parse(cell.ask("qstat", "-xml", "-j", String.join(",", unasked))));
            } catch (LrmException | OutputException e) {
                LOG.debug("jobs in error state: {}", e.getMessage());
            }
        }
        List<Job> all = new ArrayList<>();
        jobs.forEach(job -> all.add(inError(job) ? withError(job) : job));
        return all;
    }

    private Job withError(Job job) {
        String words = job.reason().orElse("in error state");
        String why = errors.get(number(job));
        Optional<String> reason = Optional.of(why == null ? words : words + ": " + why);
        return new Job(job.id(), job.name(), job.task(), job.state(), job.node(), reason);
    }

    private static boolean inError(Job job) {
        return job.reason().filter(words -> words.startsWith("in error")).isPresent();
    }

    private static String number(Job job) {
        return job.id().text().split("\\.", 2)[0];
    }

    static LrmException notUnderstood(OutputException e) {
        return new LrmException(LrmException.Kind.UNREACHABLE, e.getMessage(), e);
    }
}
