package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.w3c.dom.Element;

/** Reads {@code qstat -s prsz -g t -xml}. */
final class QstatJobs {
    private static final String WHAT = "qstat -xml";

    private QstatJobs() {}

    /**
     * One job per task: the tasks of an array that wait are one line of Grid Engine's, here they are as many jobs. A record that cannot be read is a job of
     * unknown state.
     *
     * @throws OutputException it is not such an output; nothing of it is to be believed
     */
    static Listing parse(String xml) throws OutputException {
        Map<JobId, Job> jobs = new LinkedHashMap<>();
        boolean complete = true;
        for (Element line : XmlText.all(XmlText.parse(WHAT, xml, "job_info"), "job_list")) {
            Optional<String> number = XmlText.text(line, "JB_job_number");
            complete &= number.isPresent();
            for (Job job : number.isPresent() ? jobs(number.get(), line) : List.<Job>of()) {
                jobs.merge(job.id(), job, QstatJobs::together);
            }
        }
        return new Listing(List.copyOf(jobs.values()), complete);
    }

    /** @param complete false: there is a record without a number, which may be any job's */
    record Listing(List<Job> jobs, boolean complete) {}

    private static String joined(String known, String more) {
        Set<String> nodes = new LinkedHashSet<>(List.of(known.split(",")));
        nodes.add(more);
        return String.join(",", nodes);
    }

    /** A task that is over and one that lives may share a line's number for a moment: the living one counts. Else it is a job of several nodes. */
    private static Job together(Job one, Job other) {
        if (one.state() == Job.State.ENDED || other.state() == Job.State.ENDED) {
            return one.state() == Job.State.ENDED ? other : one;
        }
        // A line that does not say where leaves the list open: nobody is to take it for the whole.
        Optional<String> all = one.node().flatMap(known -> other.node().map(more -> joined(known, more)));
        return new Job(one.id(), one.name(), one.task(), one.state(), all, one.reason());
    }

    private static List<Job> jobs(String number, Element line) {
        String name = XmlText.text(line, "JB_name").orElse("");
        String letters = name.isEmpty() ? "?" : XmlText.text(line, "state").orElse("?");
        Optional<String> node = XmlText.text(line, "queue_name").map(QstatJobs::host);
        Optional<String> tasks = XmlText.text(line, "tasks");
        if (tasks.isEmpty()) {
            return List.of(job(number, name, 0, letters, node));
        }
        List<Job> all = new ArrayList<>();
        try {
            for (int task : Tasks.parse(tasks.get())) {
                all.add(job(number + "." + task, name, task, letters, node));
            }
        } catch (OutputException e) {
            return List.of(job(number, "", 0, "?", node));
        }
        return all;
    }

    private static Job job(String id, String name, int task, String letters, Optional<String> node) {
        return new Job(new JobId(id), name, task, JobStates.of(letters), node, JobStates.words(letters));
    }

    /** A queue instance is {@code queue@host}. */
    static String host(String instance) {
        return instance.substring(instance.indexOf('@') + 1);
    }
}
